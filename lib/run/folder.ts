/**
 * A run's folder: `run.json`, `index.html` and what else a run leaves, each there in full or not at all.
 *
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { firstSchemaProblem } from "../config/schema_error.ts";
import { fileProblem, type StagedFile, stageFile, writeError } from "./atomic_file.ts";
import { onInterrupt } from "./cleanup.ts";
import { quoteForShell } from "./quote_for_shell.ts";
import { PICTURES_FILE } from "../record/pictures.ts";
import { RunRecord } from "../record/record.ts";
import { formatRecordJson } from "../record/record_json.ts";

export { writeFileAtomically } from "./atomic_file.ts";
export { readRunRecord } from "../record/read_record.ts";

/** Name of the file of a run's final models, for those that keep them. */
export const WEIGHTS_FILE = "weights.safetensors";

/** Name of the folder in which an unfinished run keeps what it has done. */
export const CHECKPOINT_FOLDER = "checkpoint";
/** Name of the file in it without which there is nothing to go on with. */
export const REQUEST_FILE = "request.json";

/** Name of the file of a person's pictures' labels. */
export const LABELS_FILE = "labels.csv";
/** Name of the file of pictures that are to be labelled next. */
export const SUGGESTIONS_FILE = "suggestions.csv";
/** Name of the file of a person's pictures in their frames. */
export const FRAMES_FILE = "frames.npy";

const RUN_FILES = [
  "run.json",
  "index.html",
  "predictions.json",
  PICTURES_FILE,
  WEIGHTS_FILE,
  LABELS_FILE,
  SUGGESTIONS_FILE,
  FRAMES_FILE,
];

/**
 * Names the folder of a run for which none was asked.
 *
 * @param protocol The protocol's name.
 * @param seed The run's seed.
 * @param now When the run started.
 * @returns For example `reports/2026-01-31T12-00-00Z-published-seed0`; UTC, without the colons that Windows refuses.
 */
export function defaultRunFolder(protocol: string, seed: number, now: Date): string {
  return `${timedFolder(now)}-${protocol}-seed${seed}`;
}

/** Names the folder of labels for which none was asked, as {@linkcode defaultRunFolder} does. */
export function defaultLabelFolder(now: Date): string {
  return `${timedFolder(now)}-label`;
}

function timedFolder(now: Date): string {
  return `reports/${now.toISOString().replace(/\.\d+Z$/, "Z").replaceAll(":", "-")}`;
}

/**
 * Checks, before any work is done, that a run can be written into a folder. Creates nothing: {@linkcode writeRun} makes the
 * folder when there is something to put into it, so that a run that fails leaves none behind.
 *
 * @param out The folder, there or not.
 * @param force Whether a folder that holds something already may be written into.
 * @throws {Error} There is a file in the way, the folder is not empty and `force` is false, or it cannot be written.
 */
export async function prepareRunFolder(out: string, force: boolean): Promise<void> {
  const doing = `Preparing the output folder ${out}`;
  const path = await existingFolder(out, doing);
  if (path === resolve(out) && !force && !(await isEmpty(path, doing))) {
    throw new Error(
      await exists(join(path, CHECKPOINT_FOLDER, REQUEST_FILE))
        ? `${doing}: found a run there that has not ended; go on with it by './tenshot reproduce --resume ${
          quoteForShell(out)
        }', choose ` +
          "another folder, or pass --force to begin anew"
        : `${doing}: found a folder that is not empty; choose another one, or pass --force to write into it`,
    );
  }
  for (const name of RUN_FILES) {
    const file = await Deno.stat(join(path, name)).catch(() => undefined);
    if (path === resolve(out) && file?.isDirectory) {
      throw new Error(`${doing}: found a folder ${name} in the way, wanted to write a file of that name`);
    }
  }
  await checkWriting(path, doing);
}

/**
 * Checks that a folder can be written into, or made where it is missing; makes nothing.
 *
 * @param doing Names what is being done in errors.
 * @throws {Error} If there is a file in the way, or it cannot be written.
 */
export async function checkFolder(dir: string, doing: string): Promise<void> {
  await checkWriting(await existingFolder(dir, doing), doing);
}

/** The folder itself, or the nearest one above it that is there. */
async function existingFolder(dir: string, doing: string): Promise<string> {
  const { path, info } = await nearestExisting(resolve(dir), doing);
  if (!info.isDirectory) throw new Error(`${doing}: found a file ${path} in the way, wanted a folder`);
  return path;
}

/** Only writing shows whether writing works: permission bits say nothing of read-only mounts or full disks. */
async function checkWriting(path: string, doing: string): Promise<void> {
  const probe = await stageFile(join(path, "tenshot-write-check"), "").catch((error) => {
    throw new Error(
      `${doing}: cannot write into ${path} (${fileProblem(error.cause)}); choose a folder that you may write to`,
      {
        cause: error.cause,
      },
    );
  });
  probe.discard();
}

/**
 * Writes a run's files. All lie on the disk in full before any gets its name, and a folder made for them goes again if that
 * fails or is interrupted. Should only the last step fail, naming the report, then the record stays: the report
 * can be drawn from it again.
 *
 * @param dir The run's folder; made if missing.
 * @param record Becomes `run.json`.
 * @param html Becomes `index.html`.
 * @param files Further files by name, text or bytes.
 * @throws {TypeError} The record does not fit its schema; nothing was written.
 * @throws {Error} The folder or a file could not be written; nothing half-written is left.
 */
export async function writeRun(
  dir: string,
  record: RunRecord,
  html: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<void> {
  const valid = RunRecord.safeParse(record);
  if (!valid.success) {
    throw new TypeError(`Writing the run record: found a wrong value at ${firstSchemaProblem(valid.error)}`);
  }
  const json = formatRecordJson(valid.data);
  const removeNewFolders = await makeFolder(dir);
  const unregister = onInterrupt(removeNewFolders);
  const staged: StagedFile[] = [];
  try {
    // In this order they get their names: the report last, as it can be drawn from the record again.
    for (const [name, contents] of Object.entries({ ...files, "run.json": json, "index.html": html })) {
      staged.push(await stageFile(join(dir, name), contents));
    }
    // What an earlier run left there is not this run's.
    for (const name of RUN_FILES.filter((name) => name !== "run.json" && name !== "index.html" && !(name in files))) {
      await removeFile(join(dir, name));
    }
    for (const file of staged) await file.commit();
  } catch (error) {
    for (const file of staged) file.discard();
    removeNewFolders();
    throw error;
  } finally {
    unregister();
  }
}

async function removeFile(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw writeError(path, cause);
  }
}

/**
 * Makes a folder and those above it.
 *
 * @returns Removes the folders that were made, as far as they are empty.
 * @throws {Error} If it cannot be made.
 */
export async function makeFolder(dir: string): Promise<() => void> {
  const missing: string[] = [];
  const full = resolve(dir);
  for (let path = full; !(await exists(path)); path = dirname(path)) missing.push(path);
  try {
    await Deno.mkdir(full, { recursive: true });
  } catch (cause) {
    removeEmpty(missing);
    throw writeError(dir, cause);
  }
  return () => removeEmpty(missing);
}

/** Removes folders, innermost first, as far as they are empty. */
function removeEmpty(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      Deno.removeSync(path);
    } catch {
      // Never made, not empty, or gone already: not ours to remove. Those above may still be.
    }
  }
}

async function nearestExisting(path: string, doing: string): Promise<{ path: string; info: Deno.FileInfo }> {
  try {
    return { path, info: await Deno.stat(path) };
  } catch (cause) {
    const parent = dirname(path);
    const missing = cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory;
    if (missing && parent !== path) return await nearestExisting(parent, doing);
    throw new Error(`${doing}: cannot look at ${path} (${fileProblem(cause)})`, {
      cause,
    });
  }
}

async function isEmpty(path: string, doing: string): Promise<boolean> {
  try {
    for await (const _entry of Deno.readDir(path)) return false;
    return true;
  } catch (cause) {
    throw new Error(`${doing}: cannot list it (${fileProblem(cause)})`, { cause });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}
