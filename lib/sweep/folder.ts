/**
 * Names of what lies in a sweep's folder. Paths are relative to it, so that the folder may be moved, and lie on a disk that
 * several machines share under several names.
 *
 * @module
 */

/** The plan, with a checksum. */
export const PLAN_FILE = "sweep.json";
/** What was handed to Slurm: a line of JSON each time. */
export const SUBMISSIONS_FILE = "submissions.jsonl";
/** All results so far. */
export const RESULTS_FILE = "results.json";
/** Held by the sweep that runs tasks on this machine. */
export const LOCK_FILE = "lock";
/** Graphs, unless another folder is given. */
export const CACHE_FOLDER = "cache";

/** What a sweep makes in its folder. */
export const SWEEP_ENTRIES = [
  PLAN_FILE,
  SUBMISSIONS_FILE,
  RESULTS_FILE,
  LOCK_FILE,
  CACHE_FOLDER,
  "index.html",
  "sweep.sbatch",
  "page.sbatch",
  "tasks",
  "tries",
  "logs",
] as const;

/** A task's number as names have it, such as "0007". */
export function taskName(index: number): string {
  return String(index).padStart(4, "0");
}

/** The folder of a task's run. */
export function runFolder(index: number): string {
  return `tasks/${taskName(index)}`;
}

/** The file of a task's tries. */
export function triesFile(index: number): string {
  return `tries/${taskName(index)}.json`;
}

/** The file of what a task's processes printed. */
export function logFile(index: number): string {
  return `logs/${taskName(index)}.txt`;
}

/**
 * Names the folder of a sweep for which none was asked.
 *
 * @returns For example `reports/2026-01-31T12-00-00Z-sweep`; UTC, without the colons that Windows refuses.
 */
export function defaultSweepFolder(now: Date): string {
  return `reports/${now.toISOString().replace(/\.\d+Z$/, "Z").replaceAll(":", "-")}-sweep`;
}
