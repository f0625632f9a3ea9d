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
