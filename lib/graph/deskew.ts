import { IMAGE_PIXELS, IMAGE_SIDE } from "../data/dataset.ts";

const CENTRE = (IMAGE_SIDE - 1) / 2;
/** A stroke thinner than this has no lean that could be told. */
const LEAST_VARIANCE = 1e-3;

/**
 * Straightens and centres images: the reference of the kernels `deskew_moments.wgsl` and `deskew_sample.wgsl`.
 *
 * With (mx, my) the intensities' centroid and s = cov(x, y) / var(y), the result at (x, y), in coordinates about the
 * image's middle 13.5, is the image sampled bilinearly at (x + s·y + mx − 13.5, y + my − 13.5), zeros outside. An image
 * without ink stays as it is.
 *
 * Source: the usual deskewing by moments; the recipe of this protocol.
 *
 * @param pixels u8 [N, 28, 28].
 * @returns f64 [N, 28, 28], 0 to 1.
 * @throws {TypeError} If the pixels are no whole number of images.
 */
export function deskew(pixels: Uint8Array): Float64Array<ArrayBuffer> {
  const count = pixels.length / IMAGE_PIXELS;
  if (!Number.isInteger(count)) {
    throw new TypeError(`Deskewing images: found ${pixels.length} bytes, wanted a multiple of ${IMAGE_PIXELS}`);
  }
  const upright = new Float64Array(pixels.length);
  for (let image = 0; image < count; image++) {
    const source = pixels.subarray(image * IMAGE_PIXELS, (image + 1) * IMAGE_PIXELS);
    const { meanX, meanY, shear } = moments(source);
    const pixel = (row: number, column: number) =>
      row < 0 || row >= IMAGE_SIDE || column < 0 || column >= IMAGE_SIDE ? 0 : source[row * IMAGE_SIDE + column]!;
    for (let at = 0; at < IMAGE_PIXELS; at++) {
      const across = at % IMAGE_SIDE - CENTRE;
      const down = Math.floor(at / IMAGE_SIDE) - CENTRE;
      const x = across + shear * down + meanX;
      const y = down + meanY;
      const column = Math.floor(x);
      const row = Math.floor(y);
      const right = x - column;
      const lower = y - row;
      const top = pixel(row, column) * (1 - right) + pixel(row, column + 1) * right;
      const bottom = pixel(row + 1, column) * (1 - right) + pixel(row + 1, column + 1) * right;
      upright[image * IMAGE_PIXELS + at] = (top * (1 - lower) + bottom * lower) / 255;
    }
  }
  return upright;
}

/** Where an image's ink lies, in pixels from its upper left, and how much further right it is a pixel further down. */
export interface Moments {
  readonly meanX: number;
  readonly meanY: number;
  readonly shear: number;
}

/** The moments of one image, u8 [28, 28]: the reference of `deskew_moments.wgsl`. */
export function moments(image: Uint8Array): Moments {
  let ink = 0, x = 0, y = 0, yy = 0, xy = 0;
  image.forEach((value, at) => {
    const column = at % IMAGE_SIDE;
    const row = Math.floor(at / IMAGE_SIDE);
    ink += value;
    x += value * column;
    y += value * row;
    yy += value * row * row;
    xy += value * row * column;
  });
  if (ink === 0) return { meanX: CENTRE, meanY: CENTRE, shear: 0 };
  const variance = yy / ink - (y / ink) ** 2;
  const covariance = xy / ink - x / ink * (y / ink);
  return { meanX: x / ink, meanY: y / ink, shear: covariance / Math.max(variance, LEAST_VARIANCE) };
}
