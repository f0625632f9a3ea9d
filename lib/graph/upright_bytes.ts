import { IMAGE_PIXELS, type ImageSet } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { DESKEW_CHUNK, DeskewPass } from "./deskew_pass.ts";

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
  const deskew = await DeskewPass.open(gpu);
  const bytes = new Uint8Array(images.count * IMAGE_PIXELS);
  try {
    for (let first = 0; first < images.count; first += DESKEW_CHUNK) {
      const count = deskew.run(images, first);
      const found = await gpu.readFloats(deskew.upright, count * IMAGE_PIXELS);
      const at = first * IMAGE_PIXELS;
      for (let i = 0; i < found.length; i++) bytes[at + i] = Math.round(255 * found[i]!);
      onProgress(first + count);
    }
    return bytes;
  } finally {
    deskew.release();
  }
}
