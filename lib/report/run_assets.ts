import { join } from "node:path";
import { CLASSES } from "../data/dataset.ts";
import { readText } from "../data/read_text.ts";
import { NOTEBOOK_ARCHITECTURE } from "../ensemble/architecture.ts";
import { decodeLeakFreeWeights, type LeakFreeWeights } from "../ensemble/leak_free_weights.ts";
import { decodePublishedWeights, type PublishedWeights } from "../ensemble/published_weights.ts";
import { WEIGHTS_FILE } from "../run/folder.ts";
import { parsePictures, PICTURES_FILE, type RunPictures } from "../record/pictures.ts";

/** What a run's folder holds for its report beside the record. */
export interface RunAssets {
  /** The published protocol's final models. */
  readonly weights?: PublishedWeights;
  /** The leak-free protocol's networks. */
  readonly leakFreeWeights?: LeakFreeWeights;
  /** Digits that the report shows. */
  readonly pictures?: RunPictures;
}

/**
 * The report's assets among the files that a run leaves.
 *
 * @param files By name.
 * @throws {SyntaxError} If the weights or the pictures are malformed.
 * @throws {RangeError} If the weights are of another format version.
 */
export function runAssets(files: Readonly<Record<string, string | Uint8Array>>): RunAssets {
  const bytes = files[WEIGHTS_FILE];
  const inWeights = bytes !== undefined && typeof bytes !== "string";
  const weights = inWeights ? decodePublishedWeights(NOTEBOOK_ARCHITECTURE, CLASSES, bytes, WEIGHTS_FILE) : undefined;
  const leakFreeWeights = inWeights ? decodeLeakFreeWeights(bytes, WEIGHTS_FILE) : undefined;
  const text = files[PICTURES_FILE];
  const pictures = typeof text === "string" ? parsePictures(text, PICTURES_FILE) : undefined;
  return { ...(weights && { weights }), ...(leakFreeWeights && { leakFreeWeights }), ...(pictures && { pictures }) };
}

/**
 * Reads what a run's folder holds for its report beside the record; nothing of it need be there.
 *
 * @throws {Error} If a file is there but cannot be read, or is malformed.
 */
export async function readRunAssets(dir: string): Promise<RunAssets> {
  const weights = await ifThere(Deno.readFile(join(dir, WEIGHTS_FILE)));
  const pictures = await ifThere(readText(join(dir, PICTURES_FILE)));
  return runAssets({
    ...(weights !== undefined && { [WEIGHTS_FILE]: weights }),
    ...(pictures !== undefined && { [PICTURES_FILE]: pictures }),
  });
}

async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
