import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import type { AdapterTraits } from "./adapter.ts";
import { deviceError, lostError } from "./device_error.ts";
import type { Binding, BufferData, Dispatch } from "./dispatch.ts";
import { GpuError } from "./errors.ts";
import { texelBytes, type TexelFormat, textureBytes } from "./textures.ts";
import { closeBackend, openBackend } from "./open_backend.ts";
import { loopTurns, MOST_TURNS } from "./loop_turns.ts";
import { Taken } from "./taken.ts";
import { useTfjsKernels } from "./tfjs_kernels.ts";

/** What to do where something is larger than the adapter allows. */
const LARGER_ADAPTER = "The adapter has no room for it; another one may have";

/**
 * The one adapter, device and tfjs backend of a process. tfjs owns the memory: buffers come from its buffer manager and
 * are counted by `tf.memory()`; hot loops record their own passes on the same device.
 */
export class Gpu {
  readonly traits: AdapterTraits;
  readonly device: GPUDevice;
  readonly #backend: WebGPUBackend;
  readonly #name: string;
  readonly #errors: GPUError[] = [];
  readonly #lost: Promise<never>;
  readonly #taken = new Taken<GPUBuffer | GPUTexture>((thing) =>
    thing instanceof GPUBuffer ? this.release(thing) : this.releaseTexture(thing)
  );
  #textureBytes = 0;
  #closed = false;

  private constructor(traits: AdapterTraits, device: GPUDevice, backend: WebGPUBackend, name: string) {
    this.#name = name;
    this.traits = traits;
    this.device = device;
    this.#backend = backend;
    device.addEventListener("uncapturederror", (event) => {
      event.preventDefault();
      this.#errors.push((event as GPUUncapturedErrorEvent).error);
    });
    this.#lost = device.lost.then((info) => {
      throw lostError(traits.description, info);
    });
    this.#lost.catch(() => {}); // it is raced against, never awaited alone
  }

  /**
   * Opens the adapter, makes it tfjs's backend and raises the limits that the kernels profit from.
   *
   * @param plan Which kernel plan is to be used on it; `auto`, the one that suits the adapter.
   * @throws {GpuError} If there is no adapter or it yields no device.
   */
  static async open(plan: "auto" | "software" | "gpu" = "auto"): Promise<Gpu> {
    const { traits, device, backend, name } = await openBackend(plan);
    return new Gpu(traits, device, backend, name);
  }

  /**
   * A storage buffer filled with zeros.
   *
   * @param sizeBytes Rounded up to a multiple of 16.
   * @param what Names the buffer in an error.
   * @throws {GpuError} If no binding of that size is possible.
   */
  buffer(sizeBytes: number, what: string): GPUBuffer {
    return this.#acquire(sizeBytes, what, 0);
  }

  /**
   * A storage buffer filled with zeros that kernels can read as a uniform buffer too, where it fits into one.
   *
   * @param sizeBytes Rounded up to a multiple of 16.
   * @param what Names the buffer in an error.
   * @throws {GpuError} If no binding of that size is possible.
   */
  uniformBuffer(sizeBytes: number, what: string): GPUBuffer {
    return this.#acquire(sizeBytes, what, GPUBufferUsage.UNIFORM);
  }

  #acquire(sizeBytes: number, what: string, furtherUsage: number): GPUBuffer {
    const size = Math.max(16, Math.ceil(sizeBytes / 16) * 16);
    const largest = Math.min(this.device.limits.maxStorageBufferBindingSize, this.device.limits.maxBufferSize);
    if (size > largest) {
      throw new GpuError(
        `Allocating ${what}: ${size} bytes wanted, the adapter binds at most ${largest}`,
        LARGER_ADAPTER,
        { failure: "memory" },
      );
    }
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST | furtherUsage;
    // A recycled buffer holds old contents; the kernels count on zeros around their planes.
    const buffer = this.#backend.bufferManager.acquireBuffer(size, usage, false, false);
    this.#taken.add(buffer);
    return buffer;
  }

  /** A storage buffer filled with `data`. */
  upload(data: BufferData, what: string): GPUBuffer {
    const buffer = this.buffer(data.byteLength, what);
    this.write(buffer, data);
    return buffer;
  }

  /** Overwrites the head of a buffer, in the order of submission. */
  write(buffer: GPUBuffer, data: BufferData, offsetBytes = 0): void {
    this.device.queue.writeBuffer(buffer, offsetBytes, data);
  }

  /** Gives buffers back to tfjs's manager, to be destroyed. */
  release(...buffers: readonly GPUBuffer[]): void {
    for (const buffer of buffers) {
      this.#taken.delete(buffer);
      this.#backend.bufferManager.releaseBuffer(buffer, false);
    }
  }

  /**
   * An array texture filled with zeros, for kernels to load from and store to.
   *
   * @param what Names the texture in an error.
   * @throws {GpuError} If the adapter has no texture of that size.
   */
  texture(
    size: { readonly width: number; readonly height: number; readonly layers: number },
    format: TexelFormat,
    what: string,
  ): GPUTexture {
    const { maxTextureDimension2D: side, maxTextureArrayLayers: layers } = this.device.limits;
    if (size.width > side || size.height > side || size.layers > layers) {
      throw new GpuError(
        `Allocating ${what}: a texture of ${size.width}x${size.height} with ${size.layers} layers wanted, ` +
          `the adapter has ${side}x${side} with ${layers} at most`,
        LARGER_ADAPTER,
        { failure: "memory" },
      );
    }
    const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_DST;
    const texture = this.device.createTexture({ size: [size.width, size.height, size.layers], format, usage });
    this.#textureBytes += textureBytes(texture);
    this.#taken.add(texture);
    return texture;
  }

  /** Fills a rectangle of a texture's first layer with words, row by row from the left edge. */
  writeTexture(
    texture: GPUTexture,
    words: Uint32Array<ArrayBuffer>,
    area: { readonly width: number; readonly height: number; readonly y?: number },
  ): void {
    const { width, height, y = 0 } = area;
    const bytesPerRow = width * texelBytes(texture);
    this.device.queue.writeTexture({ texture, origin: [0, y, 0] }, words, { bytesPerRow }, [width, height, 1]);
  }

  /** Destroys a texture. */
  releaseTexture(texture: GPUTexture): void {
    this.#taken.delete(texture);
    this.#textureBytes -= textureBytes(texture);
    texture.destroy();
  }

  /**
   * What `take` gives. Should it throw on its way, the buffers and textures that it had taken until then are given back.
   *
   * @param take Takes buffers and textures of this device; waits for nothing.
   */
  allOrNothing<T>(take: () => T): T {
    return this.#taken.allOrNothing(take);
  }

  /** Bytes of GPU memory in use, tensors, buffers and textures together. */
  get bytesInUse(): number {
    return this.#backend.bufferManager.numBytesUsed + this.#textureBytes;
  }

  /**
   * Compiles a compute shader whose entry point is `main`, with values for its overrides.
   *
   * @throws {GpuError} With the compiler's messages, if it does not compile.
   * @throws {RangeError} If its loops could be longer than drivers let them be (see `loop_turns.ts`).
   */
  async pipeline(label: string, wgsl: string, constants: Record<string, number> = {}): Promise<GPUComputePipeline> {
    const turns = loopTurns(wgsl, constants);
    if (turns > MOST_TURNS) {
      throw new RangeError(
        `Compiling the kernel "${label}": found loops of up to ${turns} turns in an invocation, wanted at most ${MOST_TURNS}`,
      );
    }
    this.device.pushErrorScope("validation");
    const module = this.device.createShaderModule({ label, code: wgsl });
    const pipeline = this.device.createComputePipeline({
      label,
      layout: "auto",
      compute: { module, entryPoint: "main", constants },
    });
    const error = await this.device.popErrorScope();
    if (error) {
      throw new GpuError(
        `Compiling the kernel "${label}": ${error.message}`,
        "This is a defect of Tenshot or of the graphics driver; please report it with the output of './tenshot doctor'",
      );
    }
    return pipeline;
  }

  /** Binds buffers and textures to bindings 0, 1, … of a pipeline. */
  bind(pipeline: GPUComputePipeline, resources: readonly Binding[]): GPUBindGroup {
    return this.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: resources.map((resource, binding) => ({
        binding,
        resource: resource instanceof GPUBuffer ? { buffer: resource } : resource,
      })),
    });
  }

  /** Records dispatches in one pass, `repeats` times over, and submits them. Does not wait. */
  submit(dispatches: readonly Dispatch[], repeats = 1): void {
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const { pipeline, bindings, workgroups } of dispatches) {
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, bindings);
        pass.dispatchWorkgroups(...workgroups);
      }
    }
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  /**
   * Waits until all submitted work is done (11 ms at least on Deno, so never inside a training loop).
   *
   * @throws {GpuError} If the device was lost or reported an error since the last wait.
   */
  async settle(): Promise<void> {
    await this.guard(this.device.queue.onSubmittedWorkDone());
  }

  /** Copies bytes from one buffer to another, after all submitted work. */
  copy(from: GPUBuffer, fromBytes: number, to: GPUBuffer, toBytes: number, sizeBytes: number): void {
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, fromBytes, to, toBytes, sizeBytes);
    this.device.queue.submit([encoder.finish()]);
  }

  /** `count` 32-bit floats of a buffer, by default its first ones, as they are after the work submitted so far. */
  async readFloats(buffer: GPUBuffer, count: number, first: number = 0): Promise<Float32Array<ArrayBuffer>> {
    return new Float32Array(await this.#readBytes(buffer, count * 4, first * 4));
  }

  /** The first `count` unsigned 32-bit integers of a buffer, after all submitted work. */
  async readWords(buffer: GPUBuffer, count: number): Promise<Uint32Array<ArrayBuffer>> {
    return new Uint32Array(await this.#readBytes(buffer, count * 4));
  }

  /** Makes tfjs's own operations run on this device, until another one is used so or opened. */
  async useTfjs(): Promise<void> {
    await tf.setBackend(this.#name);
    useTfjsKernels(this.#name);
  }

  /**
   * Awaits work on the device, ending at once if the device is lost.
   *
   * @throws {GpuError} If the device was lost or reported an error.
   */
  async guard<T>(work: Promise<T>): Promise<T> {
    const result = await Promise.race([work, this.#lost]);
    this.#throwErrors();
    return result;
  }

  /** Ends the device and tfjs's backend. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeBackend(this.#name, this.device);
  }

  #throwErrors(): void {
    if (this.#errors.length > 0) throw deviceError(this.traits.description, this.#errors.splice(0));
  }

  async #readBytes(source: GPUBuffer, size: number, from: number = 0): Promise<ArrayBuffer> {
    const staging = this.device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
    try {
      const encoder = this.device.createCommandEncoder();
      encoder.copyBufferToBuffer(source, from, staging, 0, size);
      this.device.queue.submit([encoder.finish()]);
      await this.guard(staging.mapAsync(GPUMapMode.READ));
      return staging.getMappedRange().slice(0);
    } finally {
      staging.destroy();
    }
  }
}
