/**
 * Runs all tests, or those whose files or filters are passed on to `deno test`, and ends with a plain line that counts
 * them. Tests may read and write files, start what is named below, and talk to this machine alone.
 */
import { join, resolve } from "node:path";
import { childCommand } from "../lib/config/child_command.ts";
import { describeCounts, testCounts } from "./test_counts.ts";

if (Deno.args.some((arg) => arg === "--help" || arg === "-h")) {
  console.log(`Run all tests, or those in the files and folders that are named

Usage: deno task test [PATH...] [flags of deno test]

Examples:
  deno task test tests/gpu tests/run          those in two folders
  deno task test --filter "/many members/"    those with such a name

Its last line counts what passed, failed and was skipped. Exit codes: 0 all passed, 1 some failed.`);
  Deno.exit(0);
}

/**
 * Deno itself for tests of tasks, shells and env for the wrapper and for the benchmark's peer, git for provenance, grep for what
 * the processor has, a browser for the report.
 */
const STARTED_BY_TESTS = [
  "bash",
  "sh",
  "env",
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

const child = childCommand("deno", {
  args: [
    "test",
    "--no-prompt",
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-sys",
    "--allow-net=localhost,127.0.0.1",
    `--allow-run=${mayStart.join(",")}`,
    ...Deno.args.map(asSeenFromHere),
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
console.log(describeCounts(testCounts(text, code)));
Deno.exit(code);

/** Paths on the command line are the caller's. */
function asSeenFromHere(arg: string, index: number): string {
  const callers = Deno.env.get("INIT_CWD") ?? "";
  const path = resolve(callers, arg);
  const isPath = !arg.startsWith("-") && Deno.args[index - 1] !== "--filter" && exists(path);
  return isPath ? path : arg;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
