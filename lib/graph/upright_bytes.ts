import { IMAGE_PIXELS, type ImageSet } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { compileOnce } from "./compiled.ts";
import momentsWgsl from "./deskew_moments.wgsl" with { type: "text" };
import sampleWgsl from "./deskew_sample.wgsl" with { type: "text" };

/** Images worked on at once. */
const CHUNK = 2048;

/**
 * Deskewed images as bytes: what a network is trained on. Rounded to whole bytes, as the images themselves are.
 *
 * @param onProgress Is told how many images are done.
 * @returns u8 [N, 28, 28]
 * @throws {GpuError} If the adapter fails.
 */
export async function uprightBytes(
  gpu: Gpu,
  images: ImageSet,
  onProgress: (done: number) => void = () => {},
): Promise<Uint8Array<ArrayBuffer>> {
  const moments = await compileOnce(gpu, "deskew moments", momentsWgsl);
  const sample = await compileOnce(gpu, "deskew sample", sampleWgsl);
  const pixels = gpu.buffer(CHUNK * IMAGE_PIXELS, "a chunk of images");
  const momentsBuffer = gpu.buffer(CHUNK * 16, "moments of images");
  const upright = gpu.buffer(CHUNK * IMAGE_PIXELS * 4, "deskewed images");
  const momentsBindings = gpu.bind(moments, [pixels, momentsBuffer]);
  const sampleBindings = gpu.bind(sample, [pixels, momentsBuffer, upright]);
  const bytes = new Uint8Array(images.count * IMAGE_PIXELS);
  try {
    for (let first = 0; first < images.count; first += CHUNK) {
      const count = Math.min(CHUNK, images.count - first);
      gpu.write(pixels, images.pixels.slice(first * IMAGE_PIXELS, (first + count) * IMAGE_PIXELS));
      gpu.submit([
        { pipeline: moments, bindings: momentsBindings, workgroups: [CHUNK / 64, 1, 1] },
        { pipeline: sample, bindings: sampleBindings, workgroups: [IMAGE_PIXELS / 112, count, 1] },
      ]);
      const found = await gpu.readFloats(upright, count * IMAGE_PIXELS);
      const at = first * IMAGE_PIXELS;
      for (let i = 0; i < found.length; i++) bytes[at + i] = Math.round(255 * found[i]!);
      onProgress(first + count);
    }
    return bytes;
  } finally {
    gpu.release(pixels, momentsBuffer, upright);
  }
}
