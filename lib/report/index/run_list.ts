import { join } from "node:path";
import { readRunRecord } from "../../record/read_record.ts";
import type { RunRecord } from "../../record/record.ts";

/** A folder that holds a run, or what looks like one. */
export interface ListedRun {
  /** The folder's name. */
  readonly folder: string;
  /** Whether there is a report in it to link to. */
  readonly hasReport: boolean;
  readonly record: RunRecord;
}

/** What lies in a folder of runs. */
export interface RunList {
  /** The newest first. */
  readonly runs: readonly ListedRun[];
  /** Folders that hold a benchmark or a sweep, by name. */
  readonly others?: readonly {
    readonly folder: string;
    readonly kind: "benchmark" | "sweep";
    readonly hasReport: boolean;
  }[];
  /** Folders whose `run.json` cannot be read, and why. */
  readonly unreadable: readonly { readonly folder: string; readonly problem: string }[];
}

/**
 * Reads every run that lies in a folder, each in a folder of its own or behind a symbolic link to one; folders without a
 * `run.json` are passed over.
 *
 * @throws {Error} If there is no such folder, it is itself the folder of a run, or no folder in it has a `run.json`.
 */
export async function readRunList(dir: string): Promise<RunList> {
  const doing = `Listing the runs in ${dir}`;
  if (await isFile(join(dir, "run.json"))) {
    throw new Error(
      `${doing}: found a run.json in it, wanted the folder above, which holds runs in folders of their own`,
    );
  }
  const folders: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(dir)) if (!isFile) folders.push(name);
  } catch (cause) {
    const problem = cause instanceof Deno.errors.NotFound
      ? "found no such folder"
      : cause instanceof Deno.errors.NotADirectory
      ? "found a file, wanted a folder"
      : cause instanceof Error
      ? cause.message
      : String(cause);
    throw new Error(`${doing}: ${problem}`, { cause });
  }
  const runs: ListedRun[] = [];
  const unreadable: { folder: string; problem: string }[] = [];
  const others: NonNullable<RunList["others"]>[number][] = [];
  for (const folder of folders.sort()) {
    const path = join(dir, folder);
    const kind = await isFile(join(path, "bench.json"))
      ? "benchmark"
      : await isFile(join(path, "results.json"))
      ? "sweep"
      : undefined;
    if (!(await isFile(join(path, "run.json")))) {
      if (kind !== undefined) others.push({ folder, kind, hasReport: await isFile(join(path, "index.html")) });
      continue;
    }
    try {
      runs.push({ folder, record: await readRunRecord(path), hasReport: await isFile(join(path, "index.html")) });
    } catch (error) {
      // The path before the colon is of the machine that lists; the page may be read on another.
      const message = error instanceof Error ? error.message : String(error);
      unreadable.push({ folder, problem: message.replace(`Reading the run record ${join(path, "run.json")}: `, "") });
    }
  }
  if (runs.length + unreadable.length + others.length === 0) {
    throw new Error(`${doing}: found no run, wanted at least one folder in it with a run.json`);
  }
  const time = ({ record }: ListedRun) => Date.parse(record.provenance.startedAt);
  return { runs: runs.sort((a, b) => time(b) - time(a)), ...(others.length > 0 && { others }), unreadable };
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isFile }) => isFile, () => false);
}
