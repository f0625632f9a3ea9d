/**
 * Files that are there in full or not at all, also after a crash of the machine. By hand: write-file-atomic, the usual library,
 * cannot stage a file to be put in place later, nor waits for the folder.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { onInterrupt } from "./cleanup.ts";

/** Contents that lie beside their destination under a temporary name. */
export interface StagedFile {
  /** Renames the temporary file to its destination, replacing what is there. */
  commit(): Promise<void>;
  /** Removes the temporary file; does nothing after `commit`. */
  discard(): void;
}

/**
 * Writes contents beside their destination, to be put in place by `commit`. An interrupted process removes them.
 *
 * @param path Destination; its folder must exist.
 * @param contents Text is written as UTF-8.
 * @returns The caller ends it with `commit` or `discard`.
 * @throws {Error} The folder is missing, not writable or full.
 */
export async function stageFile(path: string, contents: string | Uint8Array): Promise<StagedFile> {
  const temporary = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.tmp`);
  const remove = () => removeIfThere(temporary);
  const unregister = onInterrupt(remove);
  const discard = () => {
    remove();
    unregister();
  };
  try {
    const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
    await writeThrough(temporary, bytes);
  } catch (cause) {
    discard();
    throw writeError(path, cause);
  }
  return {
    async commit() {
      try {
        await Deno.rename(temporary, path);
        await syncFolder(dirname(path));
      } catch (cause) {
        discard();
        throw writeError(path, cause);
      }
      unregister();
    },
    discard,
  };
}

/**
 * Writes a file so that readers see the old contents or the new ones, never a part.
 *
 * @param path Destination; its folder must exist. What is there is replaced.
 * @param contents Text is written as UTF-8.
 * @throws {Error} The folder is missing, not writable or full; no temporary file is left.
 */
export async function writeFileAtomically(path: string, contents: string | Uint8Array): Promise<void> {
  await (await stageFile(path, contents)).commit();
}

/**
 * Says why a path could not be written.
 *
 * @param path What was to be written.
 * @param cause What the operating system answered.
 * @returns An error with the reason in words and the answer as its cause.
 */
export function writeError(path: string, cause: unknown): Error {
  return new Error(`Writing ${path}: ${fileProblem(cause)}`, { cause });
}

/**
 * Puts what the operating system answered in words.
 *
 * @param cause What was thrown.
 * @returns For example `found no permission to write there`.
 */
export function fileProblem(cause: unknown): string {
  if (cause instanceof Deno.errors.NotFound) return "found no folder to write into";
  if (cause instanceof Deno.errors.PermissionDenied) return "found no permission to write there";
  if (cause instanceof Deno.errors.NotCapable) return "found a place that Deno keeps from tasks";
  if (cause instanceof Deno.errors.NotADirectory) return "found a file where a folder was wanted";
  if (cause instanceof Deno.errors.IsADirectory) return "found a folder where a file was wanted";
  return cause instanceof Error ? cause.message : String(cause);
}

/** Writes a new file and waits until the disk has it: else a rename could outlive a loss of power that its contents do not. */
async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  const file = await Deno.open(path, { write: true, createNew: true });
  try {
    for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
    await file.sync();
  } finally {
    file.close();
  }
}

/** Waits until the disk has a folder's names. Windows opens no folders, and some file systems know no such thing. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await Deno.open(path);
    try {
      await folder.sync();
    } finally {
      folder.close();
    }
  } catch {
    // The rename itself has been done, and nothing more can be.
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Gone already, or as hard to remove as it was to write, in which case the caller's own error says more.
  }
}
