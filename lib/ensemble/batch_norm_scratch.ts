import type { Gpu } from "../gpu/gpu.ts";
import type { Binding, Dispatch } from "../gpu/dispatch.ts";
import { convPoolSizes } from "../kernels/conv_pool/shape.ts";
import { createPlane, type Plane, type PlaneStorage } from "../kernels/planes.ts";
import type { LayerPipelines } from "./pipelines.ts";

/** What batch norm reads and writes besides planes. */
export interface BatchNormInputs {
  readonly control: GPUBuffer;
  /** f32 [members, parameters] */
  readonly parameters: GPUBuffer;
  /** See `scheduleTable`. */
  readonly schedule: GPUBuffer;
  /** See `batchNormWgsl`. */
  readonly statistics: GPUBuffer;
}

/** The planes between layers' max-pool and batch norm, and their gradients. */
export class BatchNormScratch {
  readonly #gpu: Gpu;
  readonly #layers: readonly LayerPipelines[];
  readonly #pooled: readonly Plane[];
  readonly #gradients: readonly Plane[];

  /** @param layers All of them with batch norm. */
  constructor(
    gpu: Gpu,
    layers: readonly LayerPipelines[],
    storage: PlaneStorage,
    size: { readonly members: number; readonly lanes: number },
  ) {
    this.#gpu = gpu;
    this.#layers = layers;
    const sizes = layers.map(({ place }) => ({ padding: place.outPadding, ...convPoolSizes(place.shape) }));
    const plane = (side: number, groups: number, what: string) =>
      createPlane(gpu, storage, "vec4f", { ...size, rows: side ** 2 * groups }, what);
    const { pooled, gradients } = gpu.allOrNothing(() => ({
      pooled: sizes.map(({ pooledSide, padding, outGroups }, i) =>
        plane(pooledSide + 2 * padding, outGroups, `pooled values of layer ${i + 1}`)
      ),
      gradients: sizes.map(({ pooledSide, outGroups }, i) =>
        plane(pooledSide, outGroups, `gradients before batch norm of layer ${i + 1}`)
      ),
    }));
    this.#pooled = pooled;
    this.#gradients = gradients;
  }

  /** A layer's output before batch norm, to be filled by it. */
  pooled(layer: number): Binding {
    return this.#pooled[layer]!.binding;
  }

  /** The gradient of that. */
  gradient(layer: number): Binding {
    return this.#gradients[layer]!.binding;
  }

  /** From a layer's pooled values to its output. */
  forward(layer: number, inputs: BatchNormInputs, output: Binding, members: number): Dispatch {
    const { control, parameters, schedule, statistics } = inputs;
    const resources = [control, this.pooled(layer), parameters, schedule, statistics, output];
    return this.#dispatch(layer, "forward", resources, members);
  }

  /** From the gradient of a layer's output to that of its pooled values and of its biases. */
  backward(
    layer: number,
    inputs: BatchNormInputs,
    ofOutput: Binding,
    ofParameters: GPUBuffer,
    members: number,
  ): Dispatch {
    const { control, parameters, statistics } = inputs;
    const flowing = this.gradient(layer);
    const resources = [control, this.pooled(layer), ofOutput, parameters, statistics, ofParameters, flowing];
    return this.#dispatch(layer, "gradient", resources, members);
  }

  /** Releases every plane. */
  release(): void {
    for (const plane of [...this.#pooled, ...this.#gradients]) plane.release();
  }

  #dispatch(layer: number, kernel: "forward" | "gradient", resources: Binding[], members: number): Dispatch {
    const { place, norm } = this.#layers[layer]!;
    const pipeline = norm![kernel];
    return {
      pipeline,
      bindings: this.#gpu.bind(pipeline, resources),
      workgroups: [1, convPoolSizes(place.shape).outGroups, members],
    };
  }
}
