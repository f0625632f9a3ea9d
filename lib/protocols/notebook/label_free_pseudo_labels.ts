import type { CosineTensor } from "../../infer/cosine_tensor.ts";
import { labelFreePredictions } from "../../score/label_free.ts";

/** Images that were kept, with the classes that they are taken for. */
export interface PseudoLabelled {
  /** Training-set indices, in the order of the pass. */
  readonly indices: Int32Array;
  /** u8, the pseudo-label of each. */
  readonly labels: Uint8Array;
  /** f32, the similarity that each was kept for. */
  readonly similarities: Float32Array;
}

/**
 * Keeps the images whose own class's model answers its own label vector better than the threshold, in the order of one
 * shuffled pass: the notebook's step with the true label taken out. No label goes in.
 *
 * Source: the notebook's cell "Classification of digit images", S[n, k, k] in the place of S[n, k, y_n].
 *
 * @param cosines Of the first stage's models on the training images.
 * @param order The pass: a permutation of the images.
 */
export function keepLabelFree(cosines: CosineTensor, order: Int32Array, threshold: number): PseudoLabelled {
  const { members, classes, values } = cosines;
  const predictions = labelFreePredictions(cosines);
  // PyTorch compares in float32.
  const limit = Math.fround(threshold);
  const similarityOf = (n: number) => {
    const k = predictions[n]!;
    return values[(n * members + k) * classes + k]!;
  };
  const indices = order.filter((n) => similarityOf(n) > limit);
  return {
    indices,
    labels: Uint8Array.from(indices, (n) => predictions[n]!),
    similarities: Float32Array.from(indices, similarityOf),
  };
}
