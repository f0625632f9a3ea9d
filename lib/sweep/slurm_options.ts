import { UsageError } from "../config/usage_error.ts";

/** What the sweep sets itself, or what would break how it follows its tasks. */
const OWN: ReadonlySet<string> = new Set([
  ...["array", "job-name", "output", "error", "input", "open-mode", "requeue", "no-requeue", "signal", "ntasks"],
  ...[
    "chdir",
    "dependency",
    "parsable",
    "wait",
    "wrap",
    "test-only",
    "quiet",
    "help",
    "version",
    "kill-on-invalid-dep",
  ],
]);

/** Those of a task's options that hold for the job too that draws the page. */
const FOR_PAGE: ReadonlySet<string> = new Set(["account", "partition", "qos", "reservation", "time"]);

/** One option of sbatch; the value is absent for those that take none. */
export interface SlurmOption {
  readonly key: string;
  readonly value?: string;
}

/**
 * Reads what is to be passed on to sbatch.
 *
 * @param texts Such as `partition=gpu` or `exclusive`.
 * @throws {UsageError} If one is no option, or one that the sweep sets.
 */
export function readSlurmOptions(texts: readonly string[]): SlurmOption[] {
  return texts.map((text) => {
    const [, key = "", value] = /^(?:--)?([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
    if (!/^[a-z][a-z0-9-]*$/.test(key) || /[\r\n\0]/.test(value ?? "")) {
      throw new UsageError(
        `Reading --slurm: found ${
          JSON.stringify(text)
        }, wanted KEY=VALUE as sbatch has it in long form, such as gres=gpu:1`,
      );
    }
    if (OWN.has(key)) {
      throw new UsageError(`Reading --slurm: found ${key}, which the sweep sets itself, wanted another`);
    }
    return { key, ...(value !== undefined && { value }) };
  });
}

/** An option as a line of a batch script. */
export function sbatchLine({ key, value }: SlurmOption): string {
  return `#SBATCH --${key}${value === undefined ? "" : `=${quoteForSbatch(value)}`}`;
}

/** Options for the job that draws the page: it needs no card and little memory. */
export function pageOptions(options: readonly SlurmOption[]): SlurmOption[] {
  return options.filter(({ key }) => FOR_PAGE.has(key));
}

/** Lines of a batch script know quotes and a backslash before any character, and a # begins a comment. */
function quoteForSbatch(value: string): string {
  return /^[\w@%+:,./=()[\]*&|-]*$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
}
