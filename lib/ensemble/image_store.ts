import type { ImageSet } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import type { Binding } from "../gpu/dispatch.ts";
import { convPoolSizes, packedRowWords } from "../kernels/conv_pool/shape.ts";
import { packImages, STACKED_ROWS, stackedRows, stackRows } from "../kernels/images/pack.ts";
import { type StoredImages, storeImages } from "../kernels/images/store.ts";
import type { PlaneStorage } from "../kernels/planes.ts";
import type { Architecture } from "./architecture.ts";

/** Image sets on the GPU, each uploaded once. */
export class ImageStore {
  readonly #gpu: Gpu;
  readonly #model: Architecture;
  readonly #storage: PlaneStorage;
  readonly #stored = new Map<Uint8Array, StoredImages>();

  /** @param storage Where the plan wants images. */
  constructor(gpu: Gpu, model: Architecture, storage: PlaneStorage) {
    this.#gpu = gpu;
    this.#model = model;
    this.#storage = storage;
  }

  /** The set's packed images, uploaded at the first call. The store owns them. */
  packed(images: ImageSet): Binding {
    const known = this.#stored.get(images.pixels);
    if (known) return known.binding;
    const { shape } = this.#model.layers[0]!;
    const { paddedSide } = convPoolSizes(shape);
    const rowWords = packedRowWords(paddedSide);
    const words = packImages(images.pixels, shape);
    const stored = this.#storage === "buffer"
      ? storeImages(this.#gpu, "buffer", words, paddedSide * rowWords)
      : storeImages(this.#gpu, "texture", stackRows(words, shape), stackedRows(paddedSide) * rowWords, STACKED_ROWS);
    this.#stored.set(images.pixels, stored);
    return stored.binding;
  }

  /** Releases every set. */
  release(): void {
    for (const images of this.#stored.values()) images.release();
    this.#stored.clear();
  }
}
