import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GraphStore } from "../graph/graph_file.ts";
import { writeFileAtomically } from "../run/atomic_file.ts";

/** Where graphs are kept if no folder is named. */
export const CACHE_FOLDER: string = fileURLToPath(new URL("../../.cache", import.meta.url));

/**
 * Keeps graphs as files of a folder, such as the project's `.cache`.
 *
 * @param folder Made when first written to.
 */
export function graphCache(folder: string): GraphStore {
  const path = (key: string) => join(folder, `graph-${key}.bin`);
  return {
    async read(key) {
      try {
        return await Deno.readFile(path(key));
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return undefined;
        throw error;
      }
    },
    async write(key, bytes) {
      await Deno.mkdir(folder, { recursive: true });
      await writeFileAtomically(path(key), bytes);
    },
  };
}
