import { join } from "node:path";
import type { GraphStore } from "../graph/graph_file.ts";
import { fileProblem, writeFileAtomically } from "../run/atomic_file.ts";
import { checkFolder } from "../run/folder.ts";
import { claimFolder } from "../run/claim_folder.ts";

/** Where graphs are kept if no folder is named: in the project's, or, of a library that comes from elsewhere, in the caller's. */
export const CACHE_FOLDER: string = join(import.meta.dirname ? join(import.meta.dirname, "../..") : "", ".cache");

/**
 * Checks, before any work is done, that graphs can be kept in a folder that somebody named; makes nothing.
 *
 * @throws {Error} If there is a file in the way, or the folder cannot be written into.
 */
export async function checkCacheFolder(folder: string): Promise<void> {
  await checkFolder(folder, `Reading --cache-dir ${folder}`);
}

/**
 * Keeps graphs as files of a folder, such as the project's `.cache`. What goes wrong there costs time, not the run: it is said
 * once.
 *
 * @param folder Made when first written to.
 * @param notify Shows a notice.
 */
export function graphCache(folder: string, notify: (notice: string) => void): GraphStore {
  const path = (key: string) => join(folder, `graph-${key}.bin`);
  let said = false;
  const say = (problem: string) => {
    if (!said) notify(`Keeping the graph in ${folder}: ${problem}, so that it takes the time to build it.`);
    said = true;
  };
  return {
    async read(key) {
      try {
        return await Deno.readFile(path(key));
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) say(`found an error (${messageOf(error)})`);
        return undefined;
      }
    },
    has: (key) => Deno.stat(path(key)).then(({ isFile }) => isFile, () => false),
    async write(key, bytes) {
      try {
        await Deno.mkdir(folder, { recursive: true });
        await writeFileAtomically(path(key), bytes);
      } catch (error) {
        say(fileProblem(error instanceof Error && error.cause !== undefined ? error.cause : error));
      }
    },
    damaged: (key) => say(`found a damaged file ${path(key)}`),
    async claim(key) {
      await Deno.mkdir(folder, { recursive: true });
      return await claimFolder(folder, join(folder, `graph-${key}.lock`));
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
