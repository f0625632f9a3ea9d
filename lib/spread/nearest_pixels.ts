import { IMAGE_PIXELS, IMAGE_SIDE, type ImageSet } from "../data/dataset.ts";
import type { LabelledImages } from "./propagation.ts";

/**
 * The plainest classifier there is: an image is what the nearest labelled image is, by the squared difference of their
 * pixels; of equally near ones the first.
 *
 * @param images To classify, each by itself.
 * @param trainImages Hold the labelled ones.
 * @returns u8 [images]
 */
export function nearestPixels(
  images: ImageSet,
  trainImages: ImageSet,
  { indices, labels }: LabelledImages,
): Uint8Array<ArrayBuffer> {
  const known = indices.map((index) => Int16Array.from(pixelsOf(trainImages, index)));
  const image = new Int16Array(IMAGE_PIXELS);
  return Uint8Array.from({ length: images.count }, (_, n) => {
    image.set(pixelsOf(images, n));
    let best = 0;
    let least = Infinity;
    known.forEach((other, i) => {
      const distance = squaredDistance(image, other, least);
      if (distance < least) [least, best] = [distance, i];
    });
    return labels[best]!;
  });
}

/** The squared distance, or some number that is not below `limit` if it is not. */
function squaredDistance(a: Int16Array, b: Int16Array, limit: number): number {
  let sum = 0;
  for (let row = 0; row < IMAGE_PIXELS && sum < limit; row += IMAGE_SIDE) {
    for (let p = row; p < row + IMAGE_SIDE; p++) {
      const difference = a[p]! - b[p]!;
      sum += difference * difference;
    }
  }
  return sum;
}

function pixelsOf({ pixels }: ImageSet, index: number): Uint8Array {
  return pixels.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
}
