import { IMAGE_PIXELS, IMAGE_SIDE } from "../data/dataset.ts";

const MIDDLE = (IMAGE_SIDE - 1) / 2;
/** Pixels: the standard deviation of ink across that images are brought to, which three quarters of MNIST's stay below. */
const WIDTH = 4.2;
/** An image is stretched so far at most, as a one has no width of its own. */
const MOST_STRETCHED = 1 / 0.35;
/** And narrowed so far. */
const MOST_NARROWED = 1 / 1.4;

/**
 * Stretches or narrows images to one width, about where their ink lies: another look at the same digit.
 *
 * With f the standard deviation of the ink's columns over 4.2 pixels, within limits, the result at column x about the middle
 * 13.5 is the image sampled at f·x about the mean column of its ink, bilinear, zeros outside. An image without ink stays as
 * it is.
 *
 * Source: width normalisation is usual for multi-column networks (Cireşan, Meier and Schmidhuber, "Multi-column deep neural
 * networks for image classification", 2012); that by the second moment is ours.
 *
 * @param upright u8 [N, 28, 28], deskewed.
 * @returns u8 [N, 28, 28], rounded to whole bytes.
 */
export function evenWidth(upright: Uint8Array): Uint8Array<ArrayBuffer> {
  const even = new Uint8Array(upright.length);
  for (let start = 0; start < upright.length; start += IMAGE_PIXELS) {
    const { mean, deviation } = columnMoments(upright.subarray(start, start + IMAGE_PIXELS));
    const factor = Math.min(1 / MOST_NARROWED, Math.max(1 / MOST_STRETCHED, deviation / WIDTH));
    for (let column = 0; column < IMAGE_SIDE; column++) {
      const at = Math.min(IMAGE_SIDE, Math.max(-1, mean + (column - MIDDLE) * factor));
      const left = Math.floor(at);
      const share = at - left;
      for (let row = start; row < start + IMAGE_PIXELS; row += IMAGE_SIDE) {
        const before = left < 0 || left >= IMAGE_SIDE ? 0 : upright[row + left]!;
        const after = left + 1 >= IMAGE_SIDE ? 0 : upright[row + left + 1]!;
        even[row + column] = Math.round(before * (1 - share) + after * share);
      }
    }
  }
  return even;
}

/** Mean and standard deviation of the ink's columns, in pixels. */
function columnMoments(image: Uint8Array): { readonly mean: number; readonly deviation: number } {
  let ink = 0, x = 0, xx = 0;
  image.forEach((value, at) => {
    const column = at % IMAGE_SIDE;
    ink += value;
    x += value * column;
    xx += value * column * column;
  });
  if (ink === 0) return { mean: MIDDLE, deviation: WIDTH };
  const mean = x / ink;
  return { mean, deviation: Math.sqrt(Math.max(0, xx / ink - mean * mean)) };
}
