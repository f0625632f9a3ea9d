import { quoteForShell } from "../run/quote_for_shell.ts";
import { pageOptions, sbatchLine, type SlurmOption } from "./slurm_options.ts";

/** A time limit is told so many seconds before it is up. */
const WARNING_SECONDS = 120;

/** What a batch script is made of. */
export interface ScriptParts {
  /** The job's name, which nobody else has. */
  readonly name: string;
  /** The user's, in their order. */
  readonly options: readonly SlurmOption[];
  /** Environment variables that set a driver. */
  readonly drivers: Readonly<Record<string, string>>;
  /** Program and arguments of the sweep's task, without what it is to do. */
  readonly command: readonly string[];
}

/** A job array of a sweep. */
export interface ArrayParts extends ScriptParts {
  /** Tasks of the sweep, rising. */
  readonly tasks: readonly number[];
  /** What is added to an index of the array to give a task. */
  readonly offset: number;
  /** Tasks at once, at most; 0 for as many as Slurm likes. */
  readonly throttle: number;
}

/**
 * The script of a job array. It is handed over in the sweep's folder, so that no line has a path to quote.
 *
 * Of its lines: `append`, as a task that is begun again would empty its log; `B:`, as no signal reaches a script else, and
 * `exec`, as it would reach the shell; USR2, as Deno opens its debugger at USR1, whoever listens.
 */
export function arrayScript(parts: ArrayParts): string {
  const { name, tasks, offset, throttle, options, drivers, command } = parts;
  const indices = indexList(tasks.map((task) => task - offset));
  const limit = throttle > 0 ? `%${throttle}` : "";
  const number = offset === 0 ? '"$SLURM_ARRAY_TASK_ID"' : '"$task"';
  return lines([
    "#!/bin/bash",
    `#SBATCH --job-name=${name}`,
    `#SBATCH --array=${indices}${limit}`,
    `#SBATCH --output=logs/${offset === 0 ? "%4a" : "slurm"}.txt`,
    "#SBATCH --open-mode=append",
    "#SBATCH --ntasks=1",
    "#SBATCH --requeue",
    `#SBATCH --signal=B:USR2@${WARNING_SECONDS}`,
    ...options.map(sbatchLine),
    ...exports(drivers),
    // An index of an array is below Slurm's MaxArraySize: a longer sweep is several arrays, and their logs are told apart here.
    ...(offset === 0 ? [] : [
      `task=$((SLURM_ARRAY_TASK_ID + ${offset}))`,
      'exec >>"logs/$(printf %04d "$task").txt" 2>&1',
    ]),
    // A node on which this Deno cannot be started must not take, and fail, every task at once.
    "shopt -s execfail",
    `exec ${command.map(quoteWhole).join(" ")} --work ${number}`,
    "sleep 20",
    "exit 127",
  ]);
}

/** The script of the job that draws the page when all others have ended. */
export function pageScript({ name, options, command }: Omit<ScriptParts, "drivers">): string {
  return lines([
    "#!/bin/bash",
    `#SBATCH --job-name=${name}`,
    "#SBATCH --output=logs/page.txt",
    "#SBATCH --open-mode=append",
    "#SBATCH --ntasks=1",
    ...pageOptions(options).map(sbatchLine),
    `exec ${command.map(quoteWhole).join(" ")} --status .`,
  ]);
}

/** Numbers as sbatch has them, such as "0-3,7"; they must rise. */
export function indexList(indices: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const index of indices) {
    const last = runs.at(-1);
    if (last !== undefined && index === last[1] + 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs.map(([from, to]) => from === to ? `${from}` : `${from}-${to}`).join(",");
}

function exports(drivers: Readonly<Record<string, string>>): string[] {
  return Object.entries(drivers).sort().map(([name, value]) => `export ${name}=${quoteForShell(value)}`);
}

/** A path that begins with `~/` is one by that name here. */
function quoteWhole(word: string): string {
  return word.startsWith("~") ? `'${word.replaceAll("'", `'\\''`)}'` : quoteForShell(word);
}

function lines(text: readonly string[]): string {
  return text.join("\n") + "\n";
}
