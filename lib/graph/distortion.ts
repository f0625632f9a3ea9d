import { CHANNELS, type GradientLayout } from "./gradient_layout.ts";

/**
 * The image distortion model's distance of a fixed to a moving image: the reference of {@linkcode distortionWgsl}.
 *
 * For every pixel the least, over all shifts, of the squared difference of gradients summed over 3 x 3 pixels and both
 * channels; summed over all pixels. Not symmetric.
 *
 * Source: Keysers, Deselaers, Gollan, Ney, "Deformation models for image recognition" (2007), section 4.
 *
 * @param fixed Packed gradients, u32 [layout.imageWords].
 * @param moving Likewise.
 * @param reach Largest shift in rows and columns, in pixels.
 * @returns A whole number.
 */
export function distortion(fixed: Uint32Array, moving: Uint32Array, layout: GradientLayout, reach: number): number {
  const { side, rowWords, channelWords } = layout;
  const bytesOf = (words: Uint32Array) => new Int8Array(words.buffer, words.byteOffset, words.byteLength);
  const gradient = (bytes: Int8Array, channel: number, row: number, column: number) =>
    row < 0 || row >= side || column < 0 || column >= side
      ? 0
      : bytes[(row * rowWords + channel * channelWords) * 4 + column]!;
  const x = bytesOf(fixed);
  const y = bytesOf(moving);
  let total = 0;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      let least = Infinity;
      for (let dy = -reach; dy <= reach; dy++) {
        for (let dx = -reach; dx <= reach; dx++) {
          let sum = 0;
          for (let r = row - 1; r <= row + 1; r++) {
            for (let c = column - 1; c <= column + 1; c++) {
              for (const channel of CHANNELS) {
                sum += (gradient(x, channel, r, c) - gradient(y, channel, r + dy, c + dx)) ** 2;
              }
            }
          }
          least = Math.min(least, sum);
        }
      }
      total += least;
    }
  }
  return total;
}
