import type { NpyArray } from "../../data/npy.ts";

/** Stands in the predictions for an image that nothing was claimed of, such as one without a pseudo-label. */
export const NO_CLAIM = -1;

/** Predictions or pseudo-labels, and the similarities that they are said to follow from. */
export interface Claim {
  readonly images: number;
  /** Members and label vectors alike. */
  readonly classes: number;
  /** f64 [images, classes, classes]: similarity of member k's answer with label vector c. */
  readonly scores: Float64Array;
  /** f64 [images], 0 to classes - 1. */
  readonly labels: Float64Array;
  /** f64 [images], 0 to classes - 1, or {@linkcode NO_CLAIM}. */
  readonly predictions: Float64Array;
}

/**
 * Makes a claim of three arrays, from whatever framework.
 *
 * @param scores [N, K, C] similarities, K = C.
 * @param labels [N] true classes.
 * @param predictions [N] classes claimed; -1 where none was.
 * @throws {TypeError} If a shape or element type is another one.
 * @throws {RangeError} If a similarity is not a finite number, a class is out of range, or nothing is claimed.
 */
export function claimOf(scores: NpyArray, labels: NpyArray, predictions: NpyArray): Claim {
  const [images, members, classes] = scores.shape;
  if (scores.shape.length !== 3 || images === undefined || members === undefined || classes === undefined) {
    throw new TypeError(`${shapeOf(scores)}, wanted [N, K, C]: images, members, label vectors`);
  }
  if (members !== classes || classes < 2) {
    throw new TypeError(`${shapeOf(scores)}, wanted one member for each of at least two label vectors`);
  }
  if (images === 0) throw new TypeError(`${shapeOf(scores)}, wanted at least one image`);
  const bad = scores.values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new RangeError(`Reading ${scores.fileName}: found ${scores.values[bad]} at element ${bad}, wanted a number`);
  }
  checkClasses(labels, images, classes, 0);
  checkClasses(predictions, images, classes, NO_CLAIM);
  if (predictions.values.every((prediction) => prediction === NO_CLAIM)) {
    throw new RangeError(`Reading ${predictions.fileName}: found ${NO_CLAIM} for every image, wanted some claim`);
  }
  return { images, classes, scores: scores.values, labels: labels.values, predictions: predictions.values };
}

function checkClasses(array: NpyArray, images: number, classes: number, least: number): void {
  if (array.shape.length !== 1 || array.shape[0] !== images) {
    throw new TypeError(`${shapeOf(array)}, wanted [${images}], one class an image`);
  }
  if (!array.integers) throw new TypeError(`Reading ${array.fileName}: found floating point, wanted integers`);
  const bad = array.values.findIndex((value) => value < least || value >= classes);
  if (bad >= 0) {
    throw new RangeError(
      `Reading ${array.fileName}: found class ${array.values[bad]} at index ${bad}, wanted ${least} to ${classes - 1}`,
    );
  }
}

function shapeOf({ fileName, shape }: NpyArray): string {
  return `Reading ${fileName}: found shape [${shape.join(", ")}]`;
}
