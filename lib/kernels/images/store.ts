/**
 * Packed images on the GPU: in a buffer, or in one texture, several images a row (see `planes.ts` for why), of words or of
 * stacks of four words (see `stackRows`).
 *
 * @module
 */
import type { Gpu } from "../../gpu/gpu.ts";
import type { Binding } from "../../gpu/dispatch.ts";
import { ABSENT } from "../control/control.ts";
import type { PlaneStorage } from "../planes.ts";

/** Texels in a row of the texture: the least that every adapter has. */
const ROW_TEXELS = 8192;

/** Images side by side in the texture. */
function imagesPerRow(imageTexels: number): number {
  return Math.floor(ROW_TEXELS / imageTexels);
}

/** Declares the images that a kernel reads. */
export function readImages(storage: PlaneStorage, name: string): string {
  return storage === "buffer" ? `<storage, read> ${name}: array<u32>` : ` ${name}: texture_2d_array<u32>`;
}

/**
 * The statement that finds where the images of `member` begin in `indices` at the step at hand: needs `control`. It must stand
 * before any loop or branch: inside of one llvmpipe loads even a literal index lane by lane.
 */
export const CHOOSE_IMAGES = "let firstIndex = control[4] * control[3] + member * control[2];";

/**
 * Statements that find the image of `lane`: needs `indices` and, before it, `CHOOSE_IMAGES`; an absent image is computed as
 * image 0, and what comes of it is thrown away by the loss and the scores.
 *
 * @param imageSize Words, or texels, of an image.
 */
export function chooseImage(storage: PlaneStorage, imageSize: number): string {
  const choose = `let index = indices[firstIndex + lane];
let image = select(index, 0u, index == ${ABSENT}u);`;
  if (storage === "buffer") return `${choose}\nlet imageStart = image * ${imageSize}u;`;
  const perRow = imagesPerRow(imageSize);
  return `${choose}\nlet imageStart = image % ${perRow}u * ${imageSize}u; let imageRow = image / ${perRow}u;`;
}

/** The expression that loads a word of the chosen image. */
export function loadImageWord(storage: PlaneStorage, name: string, word: string): string {
  return storage === "buffer"
    ? `${name}[imageStart + ${word}]`
    : `textureLoad(${name}, vec2u(imageStart + ${word}, imageRow), 0, 0).x`;
}

/**
 * How many packed images the adapter holds in one texture or buffer.
 *
 * @param imageWords Words of an image.
 */
export function mostStoredImages(
  { maxTextureDimension2D, maxStorageBufferBindingSize, maxBufferSize }: Pick<
    GPUSupportedLimits,
    "maxTextureDimension2D" | "maxStorageBufferBindingSize" | "maxBufferSize"
  >,
  storage: PlaneStorage,
  imageWords: number,
): number {
  if (storage === "texture") return maxTextureDimension2D * imagesPerRow(imageWords);
  return Math.floor(
    Math.min(maxStorageBufferBindingSize, maxBufferSize) / (imageWords * Uint32Array.BYTES_PER_ELEMENT),
  );
}

/** Packed images on the GPU. */
export interface StoredImages {
  readonly binding: Binding;
  release(): void;
}

/**
 * Puts packed images on the GPU.
 *
 * @param words [images, imageWords].
 * @param texelWords Words of a texel, where they go to a texture.
 * @throws {GpuError} If the adapter has no room for them.
 */
export function storeImages(
  gpu: Gpu,
  storage: PlaneStorage,
  words: Uint32Array<ArrayBuffer>,
  imageWords: number,
  texelWords: 1 | 4 = 1,
): StoredImages {
  const count = words.length / imageWords;
  const what = `${count} images`;
  if (storage === "buffer") {
    const buffer = gpu.upload(words, what);
    return { binding: buffer, release: () => gpu.release(buffer) };
  }
  const imageTexels = imageWords / texelWords;
  const perRow = imagesPerRow(imageTexels);
  const width = perRow * imageTexels;
  const rows = Math.ceil(count / perRow);
  const height = neverPowerOfTwo(rows);
  const texture = gpu.texture({ width, height, layers: 1 }, texelWords === 1 ? "r32uint" : "rgba32uint", what);
  const whole = Math.floor(count / perRow);
  if (whole > 0) gpu.writeTexture(texture, words.subarray(0, whole * width * texelWords), { width, height: whole });
  if (whole < rows) {
    const rest = words.subarray(whole * width * texelWords);
    gpu.writeTexture(texture, rest, { width: rest.length / texelWords, height: 1, y: whole });
  }
  return { binding: texture.createView({ dimension: "2d-array" }), release: () => gpu.releaseTexture(texture) };
}

/** The height, or the next: llvmpipe compiles a kernel anew for a side that is a power of two, which is no shape of its own here. */
function neverPowerOfTwo(height: number): number {
  return Number.isInteger(Math.log2(height)) ? neverPowerOfTwo(height + 1) : height;
}
