/**
 * Images on the GPU, ready to be compared: deskewed, their gradients in textures at full and half size.
 *
 * @module
 */
import { IMAGE_PIXELS, type ImageSet } from "../data/dataset.ts";
import { GpuError } from "../gpu/errors.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { DESKEW_CHUNK, DeskewPass } from "./deskew_pass.ts";
import { FULL, type GradientLayout, HALF, TEXTURE_WIDTH } from "./gradient_layout.ts";
import { gradientsWgsl } from "./gradients.ts";

/** Deskewed images and their gradients. */
export interface PreparedImages {
  /** Images, N. */
  readonly count: number;
  /** f32 [N, 784], 0 to 1, on the host. */
  readonly upright: Float32Array<ArrayBuffer>;
  /** Packed gradients at full size; destroyed by the owner. */
  readonly full: GPUTexture;
  /** Packed gradients at half size; destroyed by the owner. */
  readonly half: GPUTexture;
}

/**
 * Deskews images and takes their gradients, chunk by chunk.
 *
 * @param onProgress Is told how many images are done.
 * @returns Textures that the caller destroys.
 * @throws {GpuError} If the adapter fails, or has no textures large enough.
 */
export async function prepareImages(
  gpu: Gpu,
  images: ImageSet,
  onProgress: (done: number) => void = () => {},
): Promise<PreparedImages> {
  checkGradientRoom(gpu, images.count);
  const layouts = [FULL, HALF] as const;
  const pipelines = await Promise.all(
    layouts.map((layout) => gpu.pipeline(`gradients ${layout.side}`, gradientsWgsl(layout))),
  );
  const deskew = await DeskewPass.open(gpu);
  const buffers: GPUBuffer[] = [];
  const textures: GPUTexture[] = [];
  // Gathering texels is many times faster than gathering elements of a buffer on software Vulkan.
  const uprightTexture = gpu.device.createTexture({
    size: [TEXTURE_WIDTH, DESKEW_CHUNK * IMAGE_PIXELS / 4 / TEXTURE_WIDTH],
    format: "rgba32float",
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  });
  try {
    // A chunk's gradients fill whole rows of a texture.
    const levels = layouts.map((layout, i) => {
      const pipeline = pipelines[i]!;
      const packed = gpu.buffer(DESKEW_CHUNK * layout.imageWords * 4, "gradients of images");
      buffers.push(packed);
      const texture = gradientTexture(gpu, layout, images.count);
      textures.push(texture);
      const bindings = gpu.device.createBindGroup({
        layout: pipeline.getBindGroupLayout(0),
        entries: [
          { binding: 0, resource: uprightTexture.createView() },
          { binding: 1, resource: { buffer: packed } },
        ],
      });
      return { layout, packed, pipeline, bindings, texture };
    });
    const upright = new Float32Array(images.count * IMAGE_PIXELS);
    for (let first = 0; first < images.count; first += DESKEW_CHUNK) {
      const count = deskew.run(images, first);
      copyToTexture(gpu, [{
        buffer: deskew.upright,
        texture: uprightTexture,
        firstRow: 0,
        rows: uprightTexture.height,
      }]);
      gpu.submit(levels.map(({ pipeline, bindings }) => ({ pipeline, bindings, workgroups: [4, count, 1] })));
      copyToTexture(
        gpu,
        levels.map(({ layout, packed, texture }) => {
          const rows = DESKEW_CHUNK * layout.imageWords / 4 / TEXTURE_WIDTH;
          return { buffer: packed, texture, firstRow: first / DESKEW_CHUNK * rows, rows };
        }),
      );
      upright.set(await gpu.readFloats(deskew.upright, count * IMAGE_PIXELS), first * IMAGE_PIXELS);
      onProgress(first + count);
    }
    return { count: images.count, upright, full: levels[0]!.texture, half: levels[1]!.texture };
  } catch (error) {
    for (const texture of textures) texture.destroy();
    throw error;
  } finally {
    uprightTexture.destroy();
    deskew.release();
    gpu.release(...buffers);
  }
}

interface TextureCopy {
  readonly buffer: GPUBuffer;
  readonly texture: GPUTexture;
  readonly firstRow: number;
  readonly rows: number;
}

/** Copies the heads of buffers into whole rows of textures of 16 bytes a texel. */
function copyToTexture(gpu: Gpu, copies: readonly TextureCopy[]): void {
  const encoder = gpu.device.createCommandEncoder();
  for (const { buffer, texture, firstRow, rows } of copies) {
    encoder.copyBufferToTexture(
      { buffer, bytesPerRow: TEXTURE_WIDTH * 16 },
      { texture, origin: [0, firstRow] },
      [TEXTURE_WIDTH, rows],
    );
  }
  gpu.device.queue.submit([encoder.finish()]);
}

/**
 * Checks that the adapter has room for the gradients of `count` images.
 *
 * @throws {GpuError} If it has no texture large enough.
 */
export function checkGradientRoom(gpu: Gpu, count: number): void {
  gradientRows(gpu, FULL, count);
}

/** Rows of the texture for the gradients of `count` images, rounded up to whole chunks. */
function gradientRows(gpu: Gpu, layout: GradientLayout, count: number): number {
  const chunkRows = DESKEW_CHUNK * layout.imageWords / 4 / TEXTURE_WIDTH;
  const chunks = Math.ceil(count / DESKEW_CHUNK);
  const mostChunks = Math.floor(gpu.device.limits.maxTextureDimension2D / chunkRows);
  if (chunks > mostChunks) {
    throw new GpuError(
      `Holding the gradients of images: found ${count}, wanted at most ${mostChunks * DESKEW_CHUNK}, ` +
        "as the adapter has no larger texture",
      "Use a smaller data set, or another adapter",
      { failure: "too many images" },
    );
  }
  return chunks * chunkRows;
}

/** A texture for the gradients of `count` images. */
export function gradientTexture(gpu: Gpu, layout: GradientLayout, count: number): GPUTexture {
  const rows = gradientRows(gpu, layout, count);
  return gpu.device.createTexture({
    size: [TEXTURE_WIDTH, rows],
    format: "rgba32uint",
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.COPY_SRC,
  });
}
