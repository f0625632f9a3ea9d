import { join } from "node:path";
import { CLASSES } from "../data/dataset.ts";
import { NOTEBOOK_ARCHITECTURE } from "../ensemble/architecture.ts";
import { decodePublishedWeights, type PublishedWeights } from "../ensemble/published_weights.ts";
import { WEIGHTS_FILE } from "../run/folder.ts";

/** What a run's folder holds for its report beside the record. */
export interface RunAssets {
  /** The published protocol's final models. */
  readonly weights?: PublishedWeights;
}

/**
 * The report's assets among the files that a run leaves.
 *
 * @param files By name.
 * @throws {SyntaxError} If the weights are malformed.
 * @throws {RangeError} If they are of another format version.
 */
export function runAssets(files: Readonly<Record<string, string | Uint8Array>>): RunAssets {
  const bytes = files[WEIGHTS_FILE];
  if (bytes === undefined || typeof bytes === "string") return {};
  const weights = decodePublishedWeights(NOTEBOOK_ARCHITECTURE, CLASSES, bytes, WEIGHTS_FILE);
  return weights === undefined ? {} : { weights };
}

/**
 * Reads what a run's folder holds for its report beside the record; nothing of it need be there.
 *
 * @throws {Error} If a file is there but cannot be read, or is malformed.
 */
export async function readRunAssets(dir: string): Promise<RunAssets> {
  try {
    return runAssets({ [WEIGHTS_FILE]: await Deno.readFile(join(dir, WEIGHTS_FILE)) });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}
