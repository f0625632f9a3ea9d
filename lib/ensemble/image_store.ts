import type { ImageSet } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { packImages } from "../kernels/images/pack.ts";
import type { Architecture } from "./architecture.ts";

/** Image sets on the GPU, each uploaded once. */
export class ImageStore {
  readonly #gpu: Gpu;
  readonly #model: Architecture;
  readonly #buffers = new Map<Uint8Array, GPUBuffer>();

  constructor(gpu: Gpu, model: Architecture) {
    this.#gpu = gpu;
    this.#model = model;
  }

  /** The set's packed images, uploaded at the first call. The store owns the buffer. */
  packed(images: ImageSet): GPUBuffer {
    const known = this.#buffers.get(images.pixels);
    if (known) return known;
    const words = packImages(images.pixels, this.#model.layers[0]!.shape);
    const buffer = this.#gpu.upload(words, `${images.count} images`);
    this.#buffers.set(images.pixels, buffer);
    return buffer;
  }

  /** Releases every set. */
  release(): void {
    this.#gpu.release(...this.#buffers.values());
    this.#buffers.clear();
  }
}
