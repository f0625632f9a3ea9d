import { CLASSES } from "../data/dataset.ts";
import { ABSENT } from "../graph/candidates.ts";
import type { Neighbours } from "../graph/local_scaling.ts";

/** What an image's neighbours say of it. */
export interface Votes {
  /** Classes there are. */
  readonly classes: number;
  /** f32 [images, classes]: the weighted share of each class among the neighbours; rows sum to 1. */
  readonly shares: Float32Array<ArrayBuffer>;
  /** u8 [images]: the class of the greatest share, the first of equals. */
  readonly predictions: Uint8Array<ArrayBuffer>;
}

/**
 * The neighbours' vote. Every image is voted on by itself.
 *
 * @param neighbours Of the images, among the training images.
 * @param labels u8 [training images], 0 to `classes` − 1: labels or pseudo-labels.
 * @param classes By default ten.
 */
export function vote({ count, k, ids, weights }: Neighbours, labels: Uint8Array, classes: number = CLASSES): Votes {
  const shares = new Float32Array(count * classes);
  const predictions = new Uint8Array(count);
  const sums = new Float64Array(classes);
  for (let image = 0; image < count; image++) {
    sums.fill(0);
    let total = 0;
    for (let at = image * k; at < (image + 1) * k; at++) {
      if (ids[at] === ABSENT) continue;
      const label = labels[ids[at]!]!;
      sums[label] = sums[label]! + weights[at]!;
      total += weights[at]!;
    }
    let best = 0;
    for (let c = 0; c < classes; c++) {
      if (sums[c]! > sums[best]!) best = c;
      shares[image * classes + c] = total > 0 ? sums[c]! / total : 1 / classes;
    }
    predictions[image] = best;
  }
  return { classes, shares, predictions };
}
