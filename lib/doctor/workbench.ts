import type { Architecture } from "../ensemble/architecture.ts";
import { ImageStore } from "../ensemble/image_store.ts";
import { parameterBuffer } from "../ensemble/parameter_buffer.ts";
import type { Gpu } from "../gpu/gpu.ts";
import type { Binding } from "../gpu/dispatch.ts";
import { TEXTURE_WIDTH } from "../graph/gradient_layout.ts";
import { CONTROL_WORDS, type ControlValues, writeControl } from "../kernels/control/control.ts";
import type { KernelPlan } from "../kernels/plan.ts";
import type { PlaneStorage } from "../kernels/planes.ts";
import { poison, type Readable, readableBuffer, readableTexture, type Words } from "./readable.ts";

/** What a kernel's WGSL comes from: a file's text, or a function that generates it. */
// deno-lint-ignore no-explicit-any -- a generator takes what it likes
export type KernelSource = string | ((...args: any[]) => string);

/**
 * Where one kernel is tried, by itself: what it reads is put here, and what it writes is poisoned first. The workbench owns
 * all that it hands out.
 */
export class Workbench {
  readonly #gpu: Gpu;
  readonly #label: string;
  readonly #tried: Set<KernelSource>;
  readonly #owned: { release(): void }[] = [];

  /**
   * @param label Names the kernel in errors.
   * @param tried Is told what every kernel that is compiled here comes from.
   */
  constructor(gpu: Gpu, label: string, tried: Set<KernelSource>) {
    this.#gpu = gpu;
    this.#label = label;
    this.#tried = tried;
  }

  /**
   * Compiles a kernel whose WGSL is generated.
   *
   * @throws {GpuError} If it does not compile.
   */
  generated<A extends readonly unknown[]>(generate: (...args: A) => string, ...args: A): Promise<GPUComputePipeline> {
    this.#tried.add(generate);
    return this.#gpu.pipeline(this.#label, generate(...args));
  }

  /**
   * Compiles a kernel whose WGSL is a file.
   *
   * @param constants Values for its overrides.
   * @throws {GpuError} If it does not compile.
   */
  written(wgsl: string, constants?: Record<string, number>): Promise<GPUComputePipeline> {
    this.#tried.add(wgsl);
    return this.#gpu.pipeline(this.#label, wgsl, constants);
  }

  /** Runs a kernel. */
  run(
    pipeline: GPUComputePipeline,
    bindings: readonly (Binding | Readable)[],
    workgroups: readonly [x: number, y: number, z: number],
  ): void {
    const resources = bindings.map((one) => "binding" in one ? one.binding : one);
    this.#gpu.submit([{ pipeline, bindings: this.#gpu.bind(pipeline, resources), workgroups }]);
  }

  /** A control block. If nothing else is said, all members see the same images, and the step is the first. */
  control(values: Pick<ControlValues, "lanes" | "members"> & Partial<ControlValues>): Readable {
    const control = this.buffer(new Uint32Array(CONTROL_WORDS));
    const all = { indexMemberStride: 0, indexStepStride: 0, backward: true, ...values };
    writeControl(this.#gpu, control.binding, all);
    return control;
  }

  /** A storage buffer. */
  buffer(data: Words): Readable & { readonly binding: GPUBuffer } {
    return this.#own(readableBuffer(this.#gpu, data, this.#label));
  }

  /** A storage buffer for a kernel to write. */
  poisoned(kind: "floats" | "words", count: number): Readable {
    return this.buffer(poison(kind, count));
  }

  /**
   * A plane in a buffer or a texture.
   *
   * @param data [members, rows, lanes, 4] floats or [members, rows, lanes] words; to be written by a kernel if absent.
   */
  plane(
    storage: PlaneStorage,
    element: "vec4f" | "u32",
    { members, rows, lanes }: { readonly members: number; readonly rows: number; readonly lanes: number },
    data?: Words,
  ): Readable {
    const cells = members * rows * lanes;
    const filled = data ?? (element === "vec4f" ? poison("floats", cells * 4) : poison("words", cells));
    if (storage === "buffer") return this.buffer(filled);
    const shape = { width: lanes, height: rows, layers: members, dimension: "2d-array" } as const;
    return this.#own(readableTexture(this.#gpu, shape, element === "vec4f" ? "rgba32float" : "r32uint", filled));
  }

  /**
   * A texture of four values a texel and as many texels a row as the graph's kernels expect; what is left of the last row is
   * poison.
   */
  texels(data: Words): Readable {
    const height = Math.ceil(data.length / 4 / TEXTURE_WIDTH);
    const floats = data instanceof Float32Array;
    const filled = poison(floats ? "floats" : "words", height * TEXTURE_WIDTH * 4);
    filled.set(data);
    const shape = { width: TEXTURE_WIDTH, height, layers: 1, dimension: "2d" } as const;
    return this.#own(readableTexture(this.#gpu, shape, floats ? "rgba32float" : "rgba32uint", filled));
  }

  /** Images as a model's first layer reads them. */
  images(model: Architecture, storage: PlaneStorage, pixels: Uint8Array): Binding {
    const store = this.#own(new ImageStore(this.#gpu, model, storage));
    return store.packed({ count: pixels.length / model.layers[0]!.shape.inSide ** 2, pixels });
  }

  /** Parameters of all members, as the plan has kernels read them. */
  parameters(plan: Pick<KernelPlan, "uniformMembers">, members: number, values: Float32Array<ArrayBuffer>): Binding {
    const buffer = parameterBuffer(this.#gpu, plan, members, values.length / members);
    this.#own({ release: () => this.#gpu.release(buffer) });
    this.#gpu.write(buffer, values);
    return buffer;
  }

  /** Takes over what was made elsewhere for this kernel. */
  keep<T extends { release(): void }>(made: (gpu: Gpu) => T): T {
    return this.#own(made(this.#gpu));
  }

  /** Gives back all that it handed out. */
  release(): void {
    for (const one of this.#owned.splice(0)) one.release();
  }

  #own<T extends { release(): void }>(one: T): T {
    this.#owned.push(one);
    return one;
  }
}
