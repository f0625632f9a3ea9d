import type { Dispatch, Gpu } from "../gpu/gpu.ts";
import { forwardBlocks } from "../kernels/conv_pool/forward_wgsl.ts";
import { inputGradientTiles } from "../kernels/conv_pool/input_gradient_wgsl.ts";
import { convPoolSizes, planeBytes } from "../kernels/conv_pool/shape.ts";
import { weightGradientParts } from "../kernels/conv_pool/weight_gradient_wgsl.ts";
import type { EnsemblePipelines, LayerPipelines } from "./pipelines.ts";

/** What the layers' kernels read besides their scratch. */
export interface EnsembleInputs {
  readonly control: GPUBuffer;
  /** Packed images. */
  readonly images: GPUBuffer;
  /** The index table. */
  readonly indices: GPUBuffer;
  /** f32 [members, parameters] */
  readonly parameters: GPUBuffer;
}

/**
 * The activations, pool codes and gradients that a batch of members goes through. Made for one number of lanes: the
 * planes' zero borders lie elsewhere for another.
 */
export class EnsembleScratch {
  readonly members: number;
  readonly lanes: number;
  readonly #gpu: Gpu;
  readonly #pipelines: EnsemblePipelines;
  /** Output plane of each layer, with the border that the next one pads with. */
  readonly #activations: GPUBuffer[];
  readonly #codes: GPUBuffer[];
  /** Gradient of each layer's pooled output; empty where only the forward pass runs. */
  readonly #gradients: GPUBuffer[] = [];

  /**
   * @param members Members at work at once, at most.
   * @param backward Whether gradients are wanted too.
   */
  constructor(gpu: Gpu, pipelines: EnsemblePipelines, members: number, lanes: number, backward: boolean) {
    this.#gpu = gpu;
    this.#pipelines = pipelines;
    this.members = members;
    this.lanes = lanes;
    const each = (bytes: number, what: string) => gpu.buffer(bytes * members * lanes, what);
    const sizes = pipelines.layers.map(({ place }) => ({ place, ...convPoolSizes(place.shape) }));
    this.#activations = sizes.map(({ place, pooledSide, outGroups }, i) =>
      each(planeBytes(pooledSide + 2 * place.outPadding, outGroups), `activations of layer ${i + 1}`)
    );
    this.#codes = sizes.map(({ pooledSide, codeWords }, i) =>
      each(pooledSide ** 2 * codeWords * 4, `pool codes of layer ${i + 1}`)
    );
    if (backward) {
      this.#gradients = sizes.map(({ pooledSide, outGroups }, i) =>
        each(planeBytes(pooledSide, outGroups), `gradients of layer ${i + 1}`)
      );
    }
  }

  /** The last layer's output: [member][pixel][channel group][lane] vec4f. */
  get output(): GPUBuffer {
    return this.#activations.at(-1)!;
  }

  /** Gradient of the last layer's output, to be filled by the loss. */
  get outputGradient(): GPUBuffer {
    return this.#gradients.at(-1)!;
  }

  /** The dispatches of a forward pass of `members` members. */
  forward(inputs: EnsembleInputs, members: number): Dispatch[] {
    return this.#pipelines.layers.map((layer, i) => {
      const { place, plan, forward } = layer;
      const blocks = forwardBlocks(convPoolSizes(place.shape).pooledSide, plan.forward);
      const buffers = [
        inputs.control,
        i === 0 ? inputs.images : this.#activations[i - 1]!,
        inputs.parameters,
        this.#activations[i]!,
        this.#codes[i]!,
        ...(i === 0 ? [inputs.indices] : []),
      ];
      const workgroups = Math.ceil(blocks.rows * blocks.columns * this.lanes / plan.forward.workgroupSize);
      return { pipeline: forward, bindings: this.#gpu.bind(forward, buffers), workgroups: [workgroups, 1, members] };
    });
  }

  /** The dispatches of a backward pass, from the output's gradient to every weight's, `[members, parameters]`. */
  backward(inputs: EnsembleInputs, gradient: GPUBuffer, members: number): Dispatch[] {
    const out: Dispatch[] = [];
    for (let i = this.#pipelines.layers.length - 1; i >= 0; i--) {
      const layer = this.#pipelines.layers[i]!;
      out.push(this.#weightGradient(layer, i, inputs, gradient, members));
      if (layer.inputGradient) out.push(this.#inputGradient(layer, layer.inputGradient, i, inputs, members));
    }
    return out;
  }

  /** Releases every buffer. */
  release(): void {
    this.#gpu.release(...this.#activations, ...this.#codes, ...this.#gradients);
  }

  #weightGradient(
    layer: LayerPipelines,
    i: number,
    inputs: EnsembleInputs,
    gradient: GPUBuffer,
    members: number,
  ): Dispatch {
    const { place, plan, weightGradient } = layer;
    const buffers = [
      inputs.control,
      i === 0 ? inputs.images : this.#activations[i - 1]!,
      this.#gradients[i]!,
      this.#codes[i]!,
      gradient,
      ...(i === 0 ? [inputs.indices] : []),
    ];
    const parts = weightGradientParts(place.shape, plan.weightGradient);
    const count = parts.inner * parts.outer;
    return {
      pipeline: weightGradient,
      bindings: this.#gpu.bind(weightGradient, buffers),
      workgroups: plan.weightGradient.form === "reduce"
        ? [1, count, members]
        : [Math.ceil(members / plan.weightGradient.workgroupSize), count, 1],
    };
  }

  #inputGradient(
    layer: LayerPipelines,
    pipeline: GPUComputePipeline,
    i: number,
    inputs: EnsembleInputs,
    members: number,
  ): Dispatch {
    const buffers = [inputs.control, this.#gradients[i]!, this.#codes[i]!, inputs.parameters, this.#gradients[i - 1]!];
    const workgroups = Math.ceil(
      inputGradientTiles(layer.place) ** 2 * this.lanes / layer.plan.inputGradient.workgroupSize,
    );
    return { pipeline, bindings: this.#gpu.bind(pipeline, buffers), workgroups: [workgroups, 1, members] };
  }
}
