/**
 * What every task does around its work: errors, exit codes, the folder that paths refer to.
 *
 * @module
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import project from "../../deno.json" with { type: "json" };
import { UsageError } from "../config/usage_error.ts";
import { runCleanups } from "./cleanup.ts";
import { describeError } from "./describe_error.ts";

/** How a task behaves when it fails. */
export interface RunTaskOptions {
  /** Shows stack traces. A task passes `Deno.args.includes("--debug")`, so that it holds for wrong flags too. */
  readonly debug?: boolean;
}

/**
 * Runs a task and ends the process with its exit code; with `--version` it says the version instead. A failure, expected or not, becomes one message on stderr and exit
 * code 1, or 2 for a {@linkcode UsageError}. What `onInterrupt` and `onFailure` registered is undone first.
 *
 * @param main The task; gives the exit code.
 * @param options What to show of a failure.
 * @returns Never: the process ends.
 */
export async function runTask(main: () => Promise<number>, { debug = false }: RunTaskOptions = {}): Promise<never> {
  const fail = (error: unknown): never => {
    runCleanups();
    console.error(describeError(error, { debug, colour: !Deno.noColor && Deno.stderr.isTerminal() }));
    Deno.exit(error instanceof UsageError ? 2 : 1);
  };
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail(event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    fail(event.error);
  });
  let exitCode: number;
  try {
    enterCallersFolder();
    exitCode = asksForVersion(Deno.args) ? sayVersion() : await main();
  } catch (error) {
    return fail(error);
  }
  Deno.exit(exitCode);
}

/** Whether a command line asks for the version: whatever else it says is then not looked at. */
export function asksForVersion(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? undefined : end).includes("--version");
}

function sayVersion(): number {
  console.log(`tenshot ${project.version}`);
  return 0;
}

/**
 * `deno task` starts a task in the project's folder and names the caller's in INIT_CWD. Paths on the command line are the
 * caller's.
 */
function enterCallersFolder(): void {
  const callers = Deno.env.get("INIT_CWD");
  const projects = fileURLToPath(new URL("../../", import.meta.url));
  // Anywhere else the task was not started by `deno task`, and INIT_CWD is left over from something around it.
  if (callers !== undefined && isSameFolder(Deno.cwd(), projects)) Deno.chdir(callers);
}

/**
 * Whether two absolute paths name one folder, however they are spelled: with a slash at the end or not, on Windows in
 * capitals or not and with slashes of either kind.
 *
 * @param between How one gets from a path to another; by default by this system's rules.
 */
export function isSameFolder(a: string, b: string, between: typeof relative = relative): boolean {
  return between(a, b) === "";
}
