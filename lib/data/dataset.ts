/**
 * What a data set is: 28x28 grey images of some classes, a training and a test set.
 *
 * @module
 */

/** Side of every image in pixels. */
export const IMAGE_SIDE = 28;

/** Pixels of every image. */
export const IMAGE_PIXELS: number = IMAGE_SIDE * IMAGE_SIDE;

/** Classes of digits, which the notebook has a model for each of. */
export const CLASSES = 10;

/** Images without their labels. */
export interface ImageSet {
  /** Images, N. */
  readonly count: number;
  /** u8 [N, 28, 28], row-major, 0 (background) to 255. */
  readonly pixels: Uint8Array;
}

/** Images with their labels. */
export interface LabelledSet {
  /** The images, N of them. */
  readonly images: ImageSet;
  /** u8 [N], 0 to the number of classes − 1. */
  readonly labels: Uint8Array;
}

/** One of the four files of a data set. */
export interface DataFileIdentity {
  /** The file's standard name, such as `train-images-idx3-ubyte`, however it was spelt. */
  readonly name: string;
  /** SHA-256 of the uncompressed bytes, in lower-case hexadecimal. */
  readonly sha256: string;
}

/** Which data set it is; what the run record keeps of it. */
export interface DatasetIdentity {
  /** The name that belongs to the checksums, or "unknown data set". */
  readonly name: string;
  /** The package with its version, or the folder given. */
  readonly source: string;
  /** Training images, training labels, test images, test labels. */
  readonly files: DataFileIdentity[];
  /** Images in the training set. */
  readonly trainImages: number;
  /** Images in the test set. */
  readonly testImages: number;
}

/** A whole data set. */
export interface Dataset {
  /** From 2 to 64. */
  readonly classes: number;
  /** Has every class. */
  readonly train: LabelledSet;
  /** Need not have every class. */
  readonly test: LabelledSet;
  /** Which data set it is. */
  readonly identity: DatasetIdentity;
  /** What was done to its pixels and labels, one sentence each; absent if nothing was. */
  readonly notices?: readonly string[];
}

/**
 * The first images of a set and their labels, for quick runs.
 *
 * @param set The set.
 * @param count How many.
 * @returns Views of the set's own bytes, no copies; the set itself if all of it is taken.
 * @throws {RangeError} If the set has fewer images, or `count` is not a whole number of at least 1.
 */
export function headOfSet(set: LabelledSet, count: number): LabelledSet {
  if (!Number.isInteger(count) || count < 1 || count > set.images.count) {
    throw new RangeError(
      `Taking the head of a set: found count ${count}, wanted a whole number from 1 to ${set.images.count}`,
    );
  }
  // The same objects for the same images: what is kept by set, such as an upload, is then found again.
  if (count === set.images.count) return set;
  return {
    images: { count, pixels: set.images.pixels.subarray(0, count * IMAGE_PIXELS) },
    labels: set.labels.subarray(0, count),
  };
}
