import { IMAGE_PIXELS, type ImageSet } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import type { Dispatch } from "../gpu/dispatch.ts";
import { compileOnce } from "./compiled.ts";
import momentsWgsl from "./deskew_moments.wgsl" with { type: "text" };
import sampleWgsl from "./deskew_sample.wgsl" with { type: "text" };

/** Images that are deskewed at once. */
export const DESKEW_CHUNK = 2048;

/** Deskews images on the GPU, a chunk at a time. */
export class DeskewPass {
  /** f32 [chunk, 784], 0 to 1: the deskewed images of the last chunk. */
  readonly upright: GPUBuffer;
  readonly #gpu: Gpu;
  readonly #pixels: GPUBuffer;
  readonly #moments: GPUBuffer;
  readonly #measure: Pick<Dispatch, "pipeline" | "bindings">;
  readonly #sample: Pick<Dispatch, "pipeline" | "bindings">;

  private constructor(gpu: Gpu, moments: GPUComputePipeline, sample: GPUComputePipeline) {
    this.#gpu = gpu;
    this.#pixels = gpu.buffer(DESKEW_CHUNK * IMAGE_PIXELS, "a chunk of images");
    this.#moments = gpu.buffer(DESKEW_CHUNK * 16, "moments of images");
    this.upright = gpu.buffer(DESKEW_CHUNK * IMAGE_PIXELS * 4, "deskewed images");
    this.#measure = { pipeline: moments, bindings: gpu.bind(moments, [this.#pixels, this.#moments]) };
    this.#sample = { pipeline: sample, bindings: gpu.bind(sample, [this.#pixels, this.#moments, this.upright]) };
  }

  /**
   * Compiles it and takes its buffers.
   *
   * @throws {GpuError} If the adapter fails.
   */
  static async open(gpu: Gpu): Promise<DeskewPass> {
    const moments = await compileOnce(gpu, "deskew moments", momentsWgsl);
    const sample = await compileOnce(gpu, "deskew sample", sampleWgsl);
    return gpu.allOrNothing(() => new DeskewPass(gpu, moments, sample));
  }

  /**
   * Deskews the chunk that begins at an image.
   *
   * @returns Its images: a whole chunk, or what is left.
   */
  run(images: ImageSet, first: number): number {
    const count = Math.min(DESKEW_CHUNK, images.count - first);
    this.#gpu.write(this.#pixels, images.pixels.slice(first * IMAGE_PIXELS, (first + count) * IMAGE_PIXELS));
    this.#gpu.submit([
      { ...this.#measure, workgroups: [DESKEW_CHUNK / 64, 1, 1] },
      { ...this.#sample, workgroups: [IMAGE_PIXELS / 112, count, 1] },
    ]);
    return count;
  }

  /** Gives its buffers back. */
  release(): void {
    this.#gpu.release(this.#pixels, this.#moments, this.upright);
  }
}
