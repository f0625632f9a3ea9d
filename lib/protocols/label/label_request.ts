import { checkLabelOptions, type LabelOptions } from "../../config/label_options.ts";
import { defaultLabelFolder, prepareRunFolder } from "../../run/folder.ts";
import { checkCacheFolder } from "../graph_cache.ts";

/**
 * Reads the folder of a run off its options, and checks that it and the cache can be written into.
 *
 * @param set Keys of the options that were given.
 * @returns The folder.
 * @throws {UsageError} If options are given that do not go together.
 * @throws {Error} If a folder cannot be written into, or that of the run holds something.
 */
export async function labelFolder(options: LabelOptions, set: readonly string[], now: Date): Promise<string> {
  checkLabelOptions(options, set);
  const out = options.out || defaultLabelFolder(now);
  await prepareRunFolder(out, options.force);
  if (options.cacheDir !== "") await checkCacheFolder(options.cacheDir);
  return out;
}
