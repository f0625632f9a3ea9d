/**
 * Pictures that look like nothing a run learned from, and those that would if they were turned over.
 *
 * @module
 */
import { IMAGE_PIXELS, IMAGE_SIDE, type ImageSet } from "../../data/dataset.ts";

/**
 * What is farther from its neighbours than this, against how far these are from theirs, shows none of the run's digits. Our
 * choice: of the first 300 test images of MNIST none is above 1.8, of 40 scribbles none is below, and half are above 2.6.
 */
const FARTHEST = 2;
/** So many pictures tell whether rows and columns are swapped. */
const MOST_SWAPPED = 16;
/**
 * How much nearer pictures are when swapped, as the mean logarithm of the ratio: by more than this, and more for few. Of upright
 * digits the logarithm is 0.6 on the mean, on the other side, with a standard deviation of 0.4.
 */
const LEAST_GAIN = 0.1;
const DEVIATION = 0.4;

/** Images, followed by the first of them with rows and columns swapped. */
export function withSwapped({ count, pixels }: ImageSet): ImageSet {
  const swapped = Math.min(count, MOST_SWAPPED);
  const both = new Uint8Array((count + swapped) * IMAGE_PIXELS);
  both.set(pixels.subarray(0, count * IMAGE_PIXELS));
  for (let image = 0; image < swapped; image++) {
    for (let at = 0; at < IMAGE_PIXELS; at++) {
      const from = at % IMAGE_SIDE * IMAGE_SIDE + Math.floor(at / IMAGE_SIDE);
      both[(count + image) * IMAGE_PIXELS + at] = pixels[image * IMAGE_PIXELS + from]!;
    }
  }
  return { count: count + swapped, pixels: both };
}

/**
 * Whether the pictures are rather like the run's images when rows and columns are swapped, as EMNIST's files hold them.
 *
 * @param farness f64 [images of {@linkcode withSwapped}]
 * @param count Images before those that are swapped.
 */
export function looksSwapped(farness: Float64Array, count: number): boolean {
  const swapped = farness.length - count;
  let gain = 0;
  for (let image = 0; image < swapped; image++) gain += Math.log(farness[image]! / farness[count + image]!) / swapped;
  return gain > LEAST_GAIN + DEVIATION / Math.sqrt(swapped);
}

/** Why a picture is refused that looks like nothing the run learned from; `undefined` if it does look like something. */
export function unlikeReason(fileName: string, farness: number): string | undefined {
  if (farness <= FARTHEST) return undefined;
  return `Reading ${fileName}: found a mark that looks like no training digit (the nearest are ${farness.toFixed(1)} ` +
    `times as far away as they are from their own), wanted one digit like those of the run`;
}

/** What is said where {@linkcode looksSwapped}. */
export const SWAPPED_NOTICE =
  "These pictures look more like the run's training images with rows and columns swapped: " +
  "EMNIST's files hold their images so. Swap those of the data set or the pictures' own before you trust an answer";
