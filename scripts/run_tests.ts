/**
 * Runs all tests, or those whose files or filters are passed on to `deno test`, and ends with a plain line that counts
 * them. Tests may read and write files, start what is named below, and talk to this machine alone.
 */
import { join, resolve } from "node:path";
import project from "../deno.json" with { type: "json" };
import { childCommand } from "../lib/config/child_command.ts";
import { describeCounts, type TestCounts, testCounts } from "./test_counts.ts";

if (Deno.args.some((arg) => arg === "--help" || arg === "-h")) {
  console.log(`Run all tests, or those in the files and folders that are named

Usage: deno task test [PATH...] [flags of deno test]

Examples:
  deno task test tests/gpu tests/run          those in two folders
  deno task test --filter "/many members/"    those with such a name

Its last line counts what passed, failed and was skipped. Exit codes: 0 all passed, 1 some failed.`);
  Deno.exit(0);
}

if (Deno.args.includes("--version")) {
  console.log(`tenshot ${project.version}`);
  Deno.exit(0);
}

/**
 * Deno itself for tests of tasks, shells and env for the wrapper and for the benchmark's peer, git for provenance, grep for what
 * the processor has, a browser for the report, jupyter-nbconvert for the example notebook.
 */
const STARTED_BY_TESTS = [
  "bash",
  "sh",
  "env",
  "git",
  "grep",
  "jupyter-nbconvert",
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

const { args } = Deno;
// Tests in the browser leave most of a second core idle, so they run beside the others.
const parts = args.some(isPath) ? [[]] : [["--ignore=tests/browser"], ["tests/browser"]];
const outputs = parts.map((part, place) => runPart(part, place === 0));
const counts: TestCounts[] = [];
for (const [place, output] of outputs.entries()) {
  const { text, code } = await output;
  // The first has shown itself as it went.
  if (place > 0) console.log(text);
  counts.push(testCounts(text, code));
}
const sum = (key: keyof TestCounts) => counts.reduce((total, part) => total + part[key], 0);
const failed = sum("failed");
console.log(describeCounts({ passed: sum("passed"), failed, skipped: sum("skipped") }));
Deno.exit(failed === 0 ? 0 : 1);

/**
 * Runs the tests that the caller asks for, or a part of them.
 *
 * @param shown Whether what they print is shown as they go.
 */
async function runPart(
  part: readonly string[],
  shown: boolean,
): Promise<{ readonly text: string; readonly code: number }> {
  const child = childCommand("deno", {
    args: [
      "test",
      "--no-prompt",
      // `deno task check` sees to types, of the whole project at once.
      "--no-check",
      "--allow-read",
      "--allow-write",
      "--allow-env",
      "--allow-sys",
      "--allow-net=localhost,127.0.0.1",
      `--allow-run=${mayStart.join(",")}`,
      ...part,
      ...args.map((arg, index) => isPath(arg, index) ? asSeenFromHere(arg) : arg),
    ],
    stdin: "null",
    stdout: "piped",
    // Tests that start tasks in folders of their own must not be sent to the caller's.
    env: { INIT_CWD: Deno.cwd() },
  }).spawn();
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    if (shown) await Deno.stdout.write(chunk);
    text += decoder.decode(chunk, { stream: true });
  }
  const { code } = await child.status;
  return { text, code };
}

/** Paths on the command line are the caller's. */
function isPath(arg: string, index: number): boolean {
  return !arg.startsWith("-") && args[index - 1] !== "--filter" && exists(asSeenFromHere(arg));
}

function asSeenFromHere(arg: string): string {
  return resolve(Deno.env.get("INIT_CWD") ?? "", arg);
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
