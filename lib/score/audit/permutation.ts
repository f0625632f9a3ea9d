import { IMAGE_PIXELS, type ImageSet } from "../../data/dataset.ts";
import { philox4x32, uniformAt } from "../../random/counter_stream.ts";
import type { CosineTensor } from "../../infer/cosine_tensor.ts";

/** Streams of the run's seed that the audit draws from. */
export const AUDIT_STREAMS = { permutedLabels: 0xa0d1, permutedImages: 0xa0d2, noise: 0xa0d3 } as const;

/**
 * A random permutation.
 *
 * @param stream One of {@linkcode AUDIT_STREAMS}.
 * @returns i32 [count]: 0 to count - 1 in another order.
 */
export function randomPermutation(count: number, seed: number, stream: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(uniformAt(seed, stream, i) * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Image i of the result is image `order[i]` of the tensor. */
export function permuteImages(cosines: CosineTensor, order: Int32Array): CosineTensor {
  const row = cosines.members * cosines.classes;
  const values = new Float32Array(order.length * row);
  order.forEach((from, to) => values.set(cosines.values.subarray(from * row, (from + 1) * row), to * row));
  return { ...cosines, images: order.length, values };
}

/**
 * Pictures of nothing: every pixel drawn by itself, all 256 greys equally likely.
 *
 * @param count Images.
 * @param seed The run's seed; the same seed gives the same noise.
 */
export function noiseImages(count: number, seed: number): ImageSet {
  const words = new Uint32Array(count * IMAGE_PIXELS / Uint32Array.BYTES_PER_ELEMENT);
  for (let i = 0; i < words.length; i += 4) {
    words.set(philox4x32([i / 4, 0, AUDIT_STREAMS.noise, 0], [seed % 2 ** 32, Math.floor(seed / 2 ** 32)]), i);
  }
  return { count, pixels: new Uint8Array(words.buffer) };
}
