/**
 * What it takes, beside the training images themselves, to find a further image's neighbours just as a test image's are.
 *
 * @module
 */
import { sha256Of } from "../data/sha256.ts";
import type { ImageSet } from "../data/dataset.ts";
import { ABSENT } from "./candidates.ts";
import { localScales, type NeighbourLists } from "./local_scaling.ts";
import { methodDigest } from "./method_digest.ts";
import type { ListedIds } from "./nearest_lists.ts";
import type { GraphSettings } from "./settings.ts";

/** Of every training image that is no copy of an earlier one its nearest, and its scale. */
export interface SearchIndex {
  /** The nearest by unscaled distance. */
  readonly nearest: ListedIds;
  /** f64 [training images]: see `localScales`. */
  readonly scales: Float64Array<ArrayBuffer>;
}

const MAGIC = "TSINDEX1";
const HEADER_BYTES = 16;
const CHECKSUM_BYTES = 64;

/**
 * Takes an index from finished lists.
 *
 * @param width Entries of each list that are kept.
 */
export function searchIndex(lists: NeighbourLists, width: number): SearchIndex {
  const count = lists.ids.length / lists.width;
  const ids = new Uint32Array(count * width).fill(ABSENT);
  for (let list = 0; list < count; list++) {
    const first = list * lists.width;
    ids.set(lists.ids.subarray(first, first + Math.min(width, lists.width)), list * width);
  }
  return { nearest: { width, count, ids }, scales: Float64Array.from(localScales(lists)) };
}

/**
 * The key under which an index is kept: a digest of the training images, the settings, the adapter and how graphs are built.
 *
 * @param method See `methodDigest`.
 * @returns 64 hexadecimal digits.
 */
export function indexKey(
  train: ImageSet,
  settings: GraphSettings,
  adapter: string,
  method: string = methodDigest(),
): string {
  const parts = ["index", method, train.count, sha256Of(train.pixels), Object.entries(settings).sort(), adapter];
  return sha256Of(new TextEncoder().encode(JSON.stringify(parts)));
}

/** An index as bytes: `TSINDEX1`; u32 training images and entries of each; ids u32, scales f64; SHA-256. Little-endian. */
export function encodeIndex({ nearest, scales }: SearchIndex): Uint8Array<ArrayBuffer> {
  const size = HEADER_BYTES + nearest.ids.byteLength + scales.byteLength;
  const bytes = new Uint8Array(size + CHECKSUM_BYTES);
  bytes.set(new TextEncoder().encode(MAGIC));
  bytes.set(new Uint8Array(Uint32Array.of(nearest.count, nearest.width).buffer), MAGIC.length);
  bytes.set(new Uint8Array(nearest.ids.buffer, nearest.ids.byteOffset, nearest.ids.byteLength), HEADER_BYTES);
  bytes.set(new Uint8Array(scales.buffer), HEADER_BYTES + nearest.ids.byteLength);
  bytes.set(new TextEncoder().encode(sha256Of(bytes.subarray(0, size))), size);
  return bytes;
}

/**
 * Reads an index back.
 *
 * @returns `undefined` if the bytes are not a whole and unchanged index of that many images and entries.
 */
export function decodeIndex(
  bytes: Uint8Array<ArrayBuffer>,
  wanted: { readonly count: number; readonly width: number },
): SearchIndex | undefined {
  const { count, width } = wanted;
  const idsEnd = HEADER_BYTES + count * width * Uint32Array.BYTES_PER_ELEMENT;
  const size = idsEnd + count * Float64Array.BYTES_PER_ELEMENT;
  if (bytes.length !== size + CHECKSUM_BYTES) return undefined;
  const text = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to));
  const header = new Uint32Array(bytes.slice(MAGIC.length, HEADER_BYTES).buffer);
  if (text(0, MAGIC.length) !== MAGIC || header[0] !== count || header[1] !== width) return undefined;
  if (text(size, bytes.length) !== sha256Of(bytes.subarray(0, size))) return undefined;
  const ids = new Uint32Array(bytes.slice(HEADER_BYTES, idsEnd).buffer);
  if (ids.some((id) => id >= count && id !== ABSENT)) return undefined;
  return { nearest: { width, count, ids }, scales: new Float64Array(bytes.slice(idsEnd, size).buffer) };
}
