import type { CosineTensor } from "../infer/cosine_tensor.ts";

/** The notebook's prediction for each image, and the similarity that it was made with. */
export interface LabelInformedScores {
  /** u8 [images]: arg max over k of S[n, k, y_n]; the last of equal values wins. */
  readonly predictions: Uint8Array;
  /** f32 [images]: that largest value. */
  readonly similarities: Float32Array;
}

/**
 * The notebook's scorer, which compares every model's answer with the label vector of the image's *true* class. It needs the
 * label that it is said to predict; it is kept to show what the notebook measured.
 *
 * Source: the notebook's `classify_images` and `eval_model`, which take the last column of `argsort`: in PyTorch 1.13 that
 * keeps equal values in order where there are no more than sixteen.
 *
 * @param labels u8 [images], the true classes.
 * @throws {TypeError} If there is not one label an image.
 */
export function labelInformedScores(cosines: CosineTensor, labels: Uint8Array): LabelInformedScores {
  const { images, members, classes, values } = cosines;
  if (labels.length !== images) {
    throw new TypeError(`Scoring with labels: ${labels.length} labels for ${images} images found, one each wanted`);
  }
  const predictions = new Uint8Array(images);
  const similarities = new Float32Array(images);
  for (let n = 0; n < images; n++) {
    const at = (k: number) => values[(n * members + k) * classes + labels[n]!]!;
    let best = 0;
    for (let k = 1; k < members; k++) if (at(k) >= at(best)) best = k;
    predictions[n] = best;
    similarities[n] = at(best);
  }
  return { predictions, similarities };
}
