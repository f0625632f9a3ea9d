import type { CosineTensor } from "../infer/cosine_tensor.ts";

/**
 * The honest classifier's predictions: the class c whose own model answers its own label vector best, arg max over k of
 * S[n, k, k]. No label goes in; the last of equal values wins, as in the notebook.
 *
 * @returns u8 [images]
 *
 * @example An ensemble that never looks at a picture, whose model k always answers label vector k, is no better than a guess
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const values = new Float32Array(2 * 100).map((_, i) => Math.floor(i / 10) % 10 === i % 10 ? 1 : 0);
 * assert.deepEqual([...labelFreePredictions({ images: 2, members: 10, classes: 10, values })], [9, 9]);
 * ```
 *
 * @throws {TypeError} If anything but a cosine tensor with one member a class is handed in.
 */
export function labelFreePredictions(cosines: CosineTensor, ...rest: never[]): Uint8Array {
  if (rest.length > 0) {
    throw new TypeError(
      `Scoring without labels: ${rest.length} more arguments found, none wanted: a label must not reach this scorer`,
    );
  }
  const { images, members, classes, values } = cosines;
  if (members !== classes) {
    throw new TypeError(
      `Scoring without labels: ${members} members for ${classes} classes found, one member a class wanted`,
    );
  }
  const predictions = new Uint8Array(images);
  for (let n = 0; n < images; n++) {
    const row = n * classes * classes;
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (values[row + k * classes + k]! >= values[row + best * classes + best]!) best = k;
    }
    predictions[n] = best;
  }
  return predictions;
}
