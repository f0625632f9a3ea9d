/** Rows of a packed image: one of zeros above, two below, so that a bilinear sample never leaves it. */
export const PACKED_ROWS = 31;
/** Words of a row: one byte a pixel, one of zeros on the left, three on the right. */
export const PACKED_ROW_WORDS = 8;
/** Words of an image. */
export const PACKED_WORDS: number = PACKED_ROWS * PACKED_ROW_WORDS;

const SIDE = 28;

/**
 * Lays images out for sampling.
 *
 * @param pixels u8 [count, 28, 28]
 * @returns [count, 31, 8], little-endian bytes in words.
 * @throws {TypeError} If the pixels are no whole number of images.
 */
export function packForSampling(pixels: Uint8Array): Uint32Array<ArrayBuffer> {
  const count = pixels.length / SIDE ** 2;
  if (!Number.isInteger(count)) {
    throw new TypeError(`Packing images: ${pixels.length} bytes found, a multiple of ${SIDE ** 2} wanted`);
  }
  const bytes = new Uint8Array(count * PACKED_WORDS * 4);
  for (let image = 0; image < count; image++) {
    for (let y = 0; y < SIDE; y++) {
      const from = (image * SIDE + y) * SIDE;
      bytes.set(pixels.subarray(from, from + SIDE), ((image * PACKED_ROWS + y + 1) * PACKED_ROW_WORDS) * 4 + 1);
    }
  }
  return new Uint32Array(bytes.buffer);
}
