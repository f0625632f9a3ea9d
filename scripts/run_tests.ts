/**
 * Runs all tests, or those whose files or filters are passed on to `deno test`, and ends with a plain line that counts
 * them. Tests may read and write files, start what is named below, and talk to this machine alone.
 */
import { join } from "node:path";
import { testCounts } from "./test_counts.ts";

/**
 * Deno itself for tests of tasks, shells for the wrapper and for the benchmark's peer, git for provenance, grep for what the
 * processor has, a browser for the report.
 */
const STARTED_BY_TESTS = [
  "bash",
  "sh",
  "git",
  "grep",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "Google Chrome",
  "Chromium",
];

const FOLDERS = [
  ...(Deno.env.get("PATH") ?? "").split(Deno.build.os === "windows" ? ";" : ":"),
  // Where the browser tests look, whatever PATH says.
  ...["/usr/bin", "/usr/local/bin", "/snap/bin"],
  ...["Google Chrome", "Chromium"].map((name) => `/Applications/${name}.app/Contents/MacOS`),
];
const chosenBrowser = Deno.env.get("CHROMIUM");
const mayStart = [
  Deno.execPath(),
  ...(chosenBrowser ? [chosenBrowser] : []),
  // Deno remarks on each name that it does not find.
  ...FOLDERS.flatMap((folder) => STARTED_BY_TESTS.map((name) => join(folder, name))).filter(isFile),
];

const child = new Deno.Command("deno", {
  args: [
    "test",
    "--no-prompt",
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-sys",
    "--allow-net=localhost,127.0.0.1",
    `--allow-run=${mayStart.join(",")}`,
    ...Deno.args,
  ],
  stdin: "null",
  stdout: "piped",
  // Tests that start tasks in folders of their own must not be sent to the caller's.
  env: { INIT_CWD: Deno.cwd() },
}).spawn();

let text = "";
const decoder = new TextDecoder();
for await (const chunk of child.stdout) {
  await Deno.stdout.write(chunk);
  text += decoder.decode(chunk, { stream: true });
}
const { code } = await child.status;
const { passed, failed } = testCounts(text, code);
console.log(`${passed} passed, ${failed} failed`);
Deno.exit(code);

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
