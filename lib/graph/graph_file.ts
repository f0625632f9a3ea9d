/**
 * A graph as bytes, with a checksum, and the key under which it is kept.
 *
 * Layout: `TSGRAPH2`; five u32 (training images, test images, neighbours of each, 0, 0); ids u32 and weights f32 of the
 * training images, then of the test images, and the same again by pixels; SHA-256 of everything before. Little-endian.
 *
 * @module
 */
import type { ImageSet } from "../data/dataset.ts";
import { sha256Of } from "../data/sha256.ts";
import type { ImageGraph } from "./build_graph.ts";
import { ABSENT } from "./candidates.ts";
import type { Neighbours } from "./local_scaling.ts";
import { methodDigest } from "./method_digest.ts";
import type { GraphSettings } from "./settings.ts";

const MAGIC = "TSGRAPH2";
const HEADER_BYTES = 28;
const CHECKSUM_BYTES = 32;

/** Where graphs are kept between runs. */
export interface GraphStore {
  /** What was written under a key, or undefined. */
  read(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Whether something is kept under a key; absent where nobody can tell. */
  has?(key: string): Promise<boolean>;
  /** Keeps bytes under a key, replacing what was there. */
  write(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Told that what was read under a key is not what was written. */
  damaged?(key: string): void;
  /**
   * Claims the building of what belongs under a key, so that processes that share the store build it once. The claim of a
   * process that ends, however it does, is free again.
   *
   * @returns Gives the claim back; undefined if somebody else has it. Absent: everybody builds.
   */
  claim?(key: string): Promise<(() => Promise<void>) | undefined>;
}

/**
 * The key of a graph: a digest of the images (no label is part of it), the settings, the adapter and how graphs are built.
 *
 * @param adapter Adapters may differ in a last digit of deskewed pixels.
 * @param method See `methodDigest`.
 * @returns 64 hexadecimal digits.
 */
export function graphKey(
  train: ImageSet,
  test: ImageSet,
  settings: GraphSettings,
  adapter: string,
  method: string = methodDigest(),
): string {
  const parts = JSON.stringify([
    method,
    train.count,
    test.count,
    [train, test].map((images) => sha256Of(images.pixels)),
    Object.entries(settings).sort(),
    adapter,
  ]);
  return sha256Of(new TextEncoder().encode(parts));
}

/** The graph's bytes. */
export function encodeGraph({ training, test, pixels }: ImageGraph): Uint8Array<ArrayBuffer> {
  const parts = [training, test, pixels.training, pixels.test].flatMap(({ ids, weights }) => [ids, weights]);
  const size = parts.reduce((bytes, part) => bytes + part.byteLength, HEADER_BYTES);
  const bytes = new Uint8Array(size + CHECKSUM_BYTES);
  bytes.set(new TextEncoder().encode(MAGIC));
  bytes.set(new Uint8Array(Uint32Array.of(training.count, test.count, training.k, 0, 0).buffer), MAGIC.length);
  let at = HEADER_BYTES;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  bytes.set(Uint8Array.fromHex(sha256Of(bytes.subarray(0, size))), size);
  return bytes;
}

/**
 * Reads a graph back.
 *
 * @returns The graph, or undefined if the bytes are not a whole and unchanged graph of that many images and neighbours.
 */
export function decodeGraph(
  bytes: Uint8Array<ArrayBuffer>,
  wanted: { readonly training: number; readonly test: number; readonly k: number },
): ImageGraph | undefined {
  const { training, test, k } = wanted;
  const size = HEADER_BYTES + 2 * (training + test) * k * 8;
  if (bytes.length !== size + CHECKSUM_BYTES) return undefined;
  if (new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) return undefined;
  const header = new Uint32Array(bytes.slice(MAGIC.length, HEADER_BYTES).buffer);
  if (header[0] !== training || header[1] !== test || header[2] !== k) return undefined;
  if (bytes.subarray(size).toHex() !== sha256Of(bytes.subarray(0, size))) return undefined;
  let at = HEADER_BYTES;
  const part = (count: number) => bytes.slice(at, at += count * k * 4).buffer;
  const neighbours = (count: number): Neighbours => ({
    count,
    k,
    ids: new Uint32Array(part(count)),
    weights: new Float32Array(part(count)),
  });
  const sets = () => ({ training: neighbours(training), test: neighbours(test) });
  const graph = { ...sets(), pixels: sets() };
  const sound = [graph.training, graph.test, graph.pixels.training, graph.pixels.test].every(({ ids, weights }) =>
    ids.every((id) => id < training || id === ABSENT) && weights.every((weight) => weight >= 0 && weight <= 1)
  );
  return sound ? graph : undefined;
}
