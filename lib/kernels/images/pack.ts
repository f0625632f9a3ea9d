import { type ConvPoolShape, convPoolSizes, packedRowWords } from "../conv_pool/shape.ts";

/**
 * Lays images out for the first layer: one byte a pixel, the layer's zero border included, each row padded to whole words.
 *
 * @param pixels [count, side, side], bytes.
 * @param shape The first layer, of one input channel.
 * @returns [count, padded side, words of a row], little-endian.
 * @throws {TypeError} If the pixels are no whole number of images.
 */
export function packImages(pixels: Uint8Array, shape: ConvPoolShape): Uint32Array<ArrayBuffer> {
  const side = shape.inSide;
  const count = pixels.length / (side * side);
  if (!Number.isInteger(count) || shape.inChannels !== 1) {
    throw new TypeError(
      `Packing images: ${pixels.length} bytes for ${shape.inChannels} channels of ${side}x${side} found, whole grey images wanted`,
    );
  }
  const { paddedSide } = convPoolSizes(shape);
  const rowBytes = packedRowWords(paddedSide) * 4;
  const bytes = new Uint8Array(count * paddedSide * rowBytes);
  for (let image = 0; image < count; image++) {
    for (let y = 0; y < side; y++) {
      const from = (image * side + y) * side;
      bytes.set(
        pixels.subarray(from, from + side),
        (image * paddedSide + y + shape.padding) * rowBytes + shape.padding,
      );
    }
  }
  // WebGPU's words are little-endian, and so is every machine that Deno runs on.
  return new Uint32Array(bytes.buffer);
}

/** Rows of words that are one row of stacks. */
export const STACKED_ROWS = 4;

/** Rows of words of an image in stacks. */
export function stackedRows(paddedSide: number): number {
  return Math.ceil(paddedSide / STACKED_ROWS) * STACKED_ROWS;
}

/**
 * Stacks words: a texel of four words, one below the other, takes as long to load as a texel of one.
 *
 * @param words [count, padded side, words of a row], see `packImages`.
 * @param shape The first layer.
 * @returns [count, rows / 4, words of a row, 4], with rows of zeros at the end of an image where four do not divide its rows.
 */
export function stackRows(words: Uint32Array<ArrayBuffer>, shape: ConvPoolShape): Uint32Array<ArrayBuffer> {
  const { paddedSide } = convPoolSizes(shape);
  const rowWords = packedRowWords(paddedSide);
  const count = words.length / (paddedSide * rowWords);
  const rows = stackedRows(paddedSide);
  const stacks = new Uint32Array(count * rows * rowWords);
  let at = 0;
  for (let image = 0; image < count; image++) {
    for (let y = 0; y < paddedSide; y++) {
      const row = image * rows + y - y % STACKED_ROWS;
      for (let x = 0; x < rowWords; x++) stacks[row * rowWords + x * STACKED_ROWS + y % STACKED_ROWS] = words[at++]!;
    }
  }
  return stacks;
}
