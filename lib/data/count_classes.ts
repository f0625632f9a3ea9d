import { FEWEST_CLASSES, MOST_CLASSES } from "../config/class_limits.ts";

/** Labels that count from 0, and of how many classes. */
export interface CountedClasses {
  readonly classes: number;
  /** u8 [training images], 0 to `classes` − 1. */
  readonly train: Uint8Array;
  /** u8 [test images], likewise. */
  readonly test: Uint8Array;
  /** What was done to the labels; absent if nothing was. */
  readonly notice?: string;
}

/**
 * Counts the classes of a data set: its training labels go from 0 or 1 up without a gap. From 1, as in EMNIST's letters, all
 * are taken to be one less.
 *
 * @param train u8 [training images], at least one.
 * @param test u8 [test images]
 * @param trainName Names the training labels' file in errors.
 * @param testName Names the test labels' file in errors.
 * @throws {RangeError} If a class between has no training image, there are too few classes or too many, or a test image is of
 * a class without training images.
 */
export function countClasses(
  train: Uint8Array,
  test: Uint8Array,
  trainName: string,
  testName: string,
): CountedClasses {
  const counts = new Array<number>(1 + train.reduce((most, label) => Math.max(most, label), 0)).fill(0);
  for (const label of train) counts[label]!++;
  const first = counts[0] === 0 && counts[1]! > 0 ? 1 : 0;
  const classes = counts.length - first;
  if (classes < FEWEST_CLASSES || classes > MOST_CLASSES) {
    throw new RangeError(
      `Reading ${trainName}: found labels ${train.reduce((least, label) => Math.min(least, label), 255)} to ` +
        `${counts.length - 1}, wanted ${FEWEST_CLASSES} to ${MOST_CLASSES} classes, counted from 0 or 1`,
    );
  }
  const missing = counts.flatMap((count, label) => count === 0 && label >= first ? [label] : []);
  if (missing.length > 0) {
    throw new RangeError(
      `Reading ${trainName}: found no training image of class ${missing.join(", ")} (images of classes 0 to ` +
        `${counts.length - 1}: ${counts.join(", ")}), wanted some of every class`,
    );
  }
  const bad = test.findIndex((label) => label < first || label >= counts.length);
  if (bad >= 0) {
    throw new RangeError(
      `Reading ${testName}: found label ${test[bad]} at index ${bad}, wanted ${first} to ${counts.length - 1}, as in ` +
        trainName,
    );
  }
  if (first === 0) return { classes, train, test };
  return {
    classes,
    train: train.map((label) => label - first),
    test: test.map((label) => label - first),
    notice: `Labels from 1 to ${classes} are taken as classes 0 to ${classes - 1}: class 0 is what label 1 says`,
  };
}
