/**
 * What kernels read and write, filled from here and read back whole: buffers, and textures, which runs themselves never read
 * back.
 *
 * @module
 */
import type { Gpu } from "../gpu/gpu.ts";
import type { Binding } from "../gpu/dispatch.ts";

/** Values of 32 bits, as kernels know them. */
export type Words = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** A texture's format: of how many values a texel is, and of which kind. */
export type TexelFormat = "rgba32float" | "rgba32uint" | "r32uint";

/** Something on the GPU that a kernel can be bound to. */
export interface Readable {
  readonly binding: Binding;
  /** All of it, after the work submitted so far. */
  read(): Promise<Words>;
  release(): void;
}

/** What stands where no kernel has written a word yet: none of those that are wanted. */
export const POISON_WORD = 0xdead_beef;

/** Values that no kernel gives: NaN, or {@linkcode POISON_WORD}. */
export function poison(kind: "floats" | "words", count: number): Words {
  return kind === "floats" ? new Float32Array(count).fill(NaN) : new Uint32Array(count).fill(POISON_WORD);
}

/**
 * A storage buffer.
 *
 * @throws {GpuError} If the adapter has no room for it.
 */
export function readableBuffer(gpu: Gpu, data: Words, what: string): Readable & { readonly binding: GPUBuffer } {
  const buffer = gpu.upload(data, what);
  return {
    binding: buffer,
    read: () => data instanceof Float32Array ? gpu.readFloats(buffer, data.length) : gpu.readWords(buffer, data.length),
    release: () => gpu.release(buffer),
  };
}

/** How large a texture is, and how a kernel sees it. */
export interface TextureShape {
  readonly width: number;
  readonly height: number;
  readonly layers: number;
  readonly dimension: "2d" | "2d-array";
}

/**
 * A texture.
 *
 * @param data [layers, height, width, values of a texel]
 */
export function readableTexture(gpu: Gpu, shape: TextureShape, format: TexelFormat, data: Words): Readable {
  const { width, height, layers, dimension } = shape;
  const size = [width, height, layers];
  // Words that are neither loaded nor stored by a kernel in this format need not be storable.
  const storage = format === "rgba32uint" ? 0 : GPUTextureUsage.STORAGE_BINDING;
  const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.COPY_SRC | storage;
  const texture = gpu.device.createTexture({ size, format, usage });
  const rowBytes = width * (format === "r32uint" ? 4 : 16);
  const rows = { bytesPerRow: rowBytes, rowsPerImage: height };
  gpu.device.queue.writeTexture({ texture }, data, rows, size);
  return {
    binding: texture.createView({ dimension }),
    read: () => readTexture(gpu, texture, rowBytes, data),
    release: () => texture.destroy(),
  };
}

/** A copy's rows begin at multiples of this. Source: WebGPU's `COPY_BYTES_PER_ROW_ALIGNMENT`. */
const ROW_ALIGNMENT = 256;

async function readTexture(gpu: Gpu, texture: GPUTexture, rowBytes: number, like: Words): Promise<Words> {
  const { width, height, depthOrArrayLayers: layers } = texture;
  const stride = Math.ceil(rowBytes / ROW_ALIGNMENT) * ROW_ALIGNMENT;
  const copy = gpu.buffer(stride * height * layers, "a texture's copy");
  try {
    const encoder = gpu.device.createCommandEncoder();
    encoder.copyTextureToBuffer({ texture }, { buffer: copy, bytesPerRow: stride, rowsPerImage: height }, [
      width,
      height,
      layers,
    ]);
    gpu.device.queue.submit([encoder.finish()]);
    const padded = await gpu.readWords(copy, stride * height * layers / 4);
    const words = new Uint32Array(rowBytes / 4 * height * layers);
    for (let row = 0; row < height * layers; row++) {
      words.set(padded.subarray(row * stride / 4, (row * stride + rowBytes) / 4), row * rowBytes / 4);
    }
    return like instanceof Float32Array ? new Float32Array(words.buffer) : words;
  } finally {
    gpu.release(copy);
  }
}
