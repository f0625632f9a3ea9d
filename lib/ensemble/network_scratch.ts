import type { Gpu } from "../gpu/gpu.ts";
import type { Binding, Dispatch } from "../gpu/dispatch.ts";
import { AUGMENTED_ROWS } from "../kernels/augment/augment_wgsl.ts";
import { TRANSFORM_ROWS } from "../kernels/augment/settings.ts";
import { denseSizes } from "../kernels/dense/shape.ts";
import { createPlane, type Plane } from "../kernels/planes.ts";
import type { BatchNormInputs } from "./batch_norm_scratch.ts";
import { DENSE_ROWS_WORKGROUP, type NetworkPipelines } from "./network_pipelines.ts";
import { EnsembleScratch } from "./scratch.ts";

/** What a network's kernels read besides their scratch. */
export interface NetworkInputs {
  readonly control: GPUBuffer;
  /** Packed for sampling. */
  readonly images: Binding;
  /** The index table. */
  readonly indices: GPUBuffer;
  /** f32 [members, parameters] */
  readonly parameters: GPUBuffer;
  /** See `augmentWords`. */
  readonly augment: GPUBuffer;
  /** u32 [members, 2] */
  readonly seeds: GPUBuffer;
  /** For training. */
  readonly batchNorm?: BatchNormInputs;
}

/** Everything between a network's images and its scores, and the way back. */
export class NetworkScratch {
  readonly lanes: number;
  readonly #gpu: Gpu;
  readonly #pipelines: NetworkPipelines;
  readonly #layers: EnsembleScratch;
  readonly #transforms: Plane;
  readonly #pixels: Plane;
  readonly #partials: Plane;
  readonly #scoreGradient: Plane;

  /** @param backward Whether gradients are wanted too. */
  constructor(gpu: Gpu, pipelines: NetworkPipelines, members: number, lanes: number, backward: boolean) {
    this.#gpu = gpu;
    this.#pipelines = pipelines;
    this.lanes = lanes;
    const { parts, scoreRows } = denseSizes(pipelines.model.dense);
    const plane = (rows: number, what: string) =>
      createPlane(gpu, pipelines.plan.storage, "vec4f", { members, rows, lanes }, what);
    const planes = gpu.allOrNothing(() => ({
      layers: new EnsembleScratch(gpu, pipelines, members, lanes, backward),
      transforms: plane(TRANSFORM_ROWS, "transforms"),
      pixels: plane(AUGMENTED_ROWS, "augmented images"),
      partials: plane(parts * scoreRows, "partial scores"),
      scoreGradient: plane(scoreRows, "gradient of the scores"),
    }));
    this.#layers = planes.layers;
    this.#transforms = planes.transforms;
    this.#pixels = planes.pixels;
    this.#partials = planes.partials;
    this.#scoreGradient = planes.scoreGradient;
  }

  /** Partial scores, see `denseForwardWgsl`. */
  get partials(): Binding {
    return this.#partials.binding;
  }

  /** Gradient of the scores, to be filled by the loss. */
  get scoreGradient(): Binding {
    return this.#scoreGradient.binding;
  }

  /** The dispatches from images to partial scores. */
  forward(inputs: NetworkInputs, members: number): Dispatch[] {
    const { drawTransforms, sample, dense, plan } = this.#pipelines;
    const { parts } = denseSizes(this.#pipelines.model.dense);
    const { control, augment, seeds, images, indices, parameters } = inputs;
    const [transforms, pixels] = [this.#transforms.binding, this.#pixels.binding];
    const groups = (items: number) => Math.ceil(items * this.lanes / plan.workgroupSize);
    return [
      {
        pipeline: drawTransforms,
        bindings: this.#gpu.bind(drawTransforms, [control, augment, seeds, transforms]),
        workgroups: [groups(1), 1, members],
      },
      {
        pipeline: sample,
        bindings: this.#gpu.bind(sample, [control, augment, transforms, images, indices, pixels]),
        workgroups: [groups(28), 1, members],
      },
      ...this.#layers.forward({ ...inputs, images: pixels }, members),
      {
        pipeline: dense,
        bindings: this.#gpu.bind(dense, [control, this.#layers.output, parameters, this.partials]),
        workgroups: [groups(1), parts, members],
      },
    ];
  }

  /** The dispatches from the gradient of the scores to every weight's, `[members, parameters]`. */
  backward(inputs: NetworkInputs, gradient: GPUBuffer, members: number): Dispatch[] {
    const { denseInputGradient, denseWeightGradient, plan, model } = this.#pipelines;
    const { parts, rows } = denseSizes(model.dense);
    const { control, parameters } = inputs;
    return [
      {
        pipeline: denseWeightGradient,
        bindings: this.#gpu.bind(denseWeightGradient, [control, this.#layers.output, this.scoreGradient, gradient]),
        workgroups: [Math.ceil((rows + 1) / DENSE_ROWS_WORKGROUP), 1, members],
      },
      {
        pipeline: denseInputGradient,
        bindings: this.#gpu.bind(denseInputGradient, [
          control,
          this.scoreGradient,
          parameters,
          this.#layers.outputGradient,
        ]),
        workgroups: [Math.ceil(this.lanes / plan.workgroupSize), parts, members],
      },
      ...this.#layers.backward({ ...inputs, images: this.#pixels.binding }, gradient, members),
    ];
  }

  /** Releases every plane. */
  release(): void {
    this.#layers.release();
    for (const plane of [this.#transforms, this.#pixels, this.#partials, this.#scoreGradient]) plane.release();
  }
}
