import type { Binding, Dispatch, Gpu } from "../gpu/gpu.ts";
import { forwardBlocks, forwardParts } from "../kernels/conv_pool/forward_plan.ts";
import { inputGradientParts, inputGradientTiles } from "../kernels/conv_pool/input_gradient_wgsl.ts";
import { convPoolSizes } from "../kernels/conv_pool/shape.ts";
import { createPlane, type Plane, type PlaneElement } from "../kernels/planes.ts";
import { weightGradientGrid } from "../kernels/conv_pool/weight_gradient_wgsl.ts";
import { type BatchNormInputs, BatchNormScratch } from "./batch_norm_scratch.ts";
import type { EnsembleInputs } from "./ensemble_inputs.ts";
import type { LayerPipelines } from "./pipelines.ts";
import { type TwoLayersKernels, TwoLayersScratch } from "./two_layers_scratch.ts";

/** What scratch must know of the kernels that work on it. */
export interface ScratchPipelines extends TwoLayersKernels {
  readonly layers: readonly LayerPipelines[];
}

/**
 * The activations, pool codes and gradients that a batch of members goes through. Made for one number of lanes: the
 * planes' zero borders lie elsewhere for another.
 */
export class EnsembleScratch {
  readonly members: number;
  readonly lanes: number;
  readonly #gpu: Gpu;
  readonly #pipelines: ScratchPipelines;
  /** Output plane of each layer that needs one, with the border that the next one pads with. */
  readonly #activations: (Plane | undefined)[];
  /** Of each layer that goes forward by itself. */
  readonly #codes: (Plane | undefined)[];
  /** Gradient of each layer's pooled output; empty where only the forward pass runs. */
  readonly #gradients: readonly Plane[];
  /** Present where layers are trained with batch norm. */
  readonly #norms?: BatchNormScratch;
  /** Present where the first two layers go forward at once. */
  readonly #twoLayers?: TwoLayersScratch;

  /**
   * @param members Members at work at once, at most.
   * @param backward Whether gradients are wanted too.
   */
  constructor(gpu: Gpu, pipelines: ScratchPipelines, members: number, lanes: number, backward: boolean) {
    this.#gpu = gpu;
    this.#pipelines = pipelines;
    this.members = members;
    this.lanes = lanes;
    const plane = (element: PlaneElement, rows: number, what: string) =>
      createPlane(gpu, pipelines.plan.storage, element, { members, rows, lanes }, what);
    const sizes = pipelines.layers.map(({ place }) => ({ place, ...convPoolSizes(place.shape) }));
    const together = !backward && pipelines.twoLayers !== undefined;
    const { twoLayers, activations, codes, gradients, norms } = gpu.allOrNothing(() => ({
      twoLayers: together ? new TwoLayersScratch(gpu, pipelines, members) : undefined,
      activations: sizes.map(({ place, pooledSide, outGroups }, i) => {
        if (together && i === 0) return undefined;
        return plane("vec4f", (pooledSide + 2 * place.outPadding) ** 2 * outGroups, `activations of layer ${i + 1}`);
      }),
      codes: sizes.map(({ pooledSide, codeWords }, i) =>
        together && i < 2 ? undefined : plane("u32", pooledSide ** 2 * codeWords, `pool codes of layer ${i + 1}`)
      ),
      gradients: !backward
        ? []
        : sizes.map(({ pooledSide, outGroups }, i) =>
          plane("vec4f", pooledSide ** 2 * outGroups, `gradients of layer ${i + 1}`)
        ),
      norms: backward && pipelines.layers.every(({ norm }) => norm)
        ? new BatchNormScratch(gpu, pipelines.layers, pipelines.plan.storage, { members, lanes })
        : undefined,
    }));
    if (twoLayers) this.#twoLayers = twoLayers;
    if (norms) this.#norms = norms;
    this.#activations = activations;
    this.#codes = codes;
    this.#gradients = gradients;
  }

  /** The last layer's output: [member][pixel][channel group][lane] vec4f. */
  get output(): Binding {
    return this.#activations.at(-1)!.binding;
  }

  /** Gradient of the last layer's output, to be filled by the loss. */
  get outputGradient(): Binding {
    return this.#gradients.at(-1)!.binding;
  }

  /** The dispatches of a forward pass of `members` members. */
  forward(inputs: EnsembleInputs, members: number): Dispatch[] {
    const dispatches = (from: number) =>
      this.#pipelines.layers.slice(from).flatMap((_, i) => [
        this.forwardOf(from + i, inputs, members),
        ...this.#normOf(from + i, inputs, members),
      ]);
    return this.#twoLayers
      ? [this.filtersOfTwo(inputs, members), this.forwardOfTwo(inputs, members), ...dispatches(2)]
      : dispatches(0);
  }

  /** The part of `forward` that transforms the filters of the first two layers, where both go forward at once. */
  filtersOfTwo(inputs: EnsembleInputs, members: number): Dispatch {
    return this.#together.filters(inputs, members);
  }

  /** The part of `forward` that both layers are. */
  forwardOfTwo(inputs: EnsembleInputs, members: number): Dispatch {
    return this.#together.forward(inputs, this.#activations[1]!.binding, this.lanes, members);
  }

  /** One layer's part of `forward`. */
  forwardOf(layer: number, inputs: EnsembleInputs, members: number): Dispatch {
    const pipelines = this.#pipelines.layers[layer]!;
    const { place } = pipelines;
    const scoring = this.#gradients.length > 0 ? undefined : pipelines.plan.scoring;
    const plan = scoring ?? pipelines.plan.forward;
    const pipeline = scoring ? pipelines.scoringForward! : pipelines.forward;
    const blocks = forwardBlocks(convPoolSizes(place.shape).pooledSide, plan);
    const buffers = [
      inputs.control,
      layer === 0 ? inputs.images : this.#activations[layer - 1]!.binding,
      inputs.parameters,
      this.#norms?.pooled(layer) ?? this.#activations[layer]!.binding,
      this.#codes[layer]!.binding,
      ...(place.source === "images" ? [inputs.indices] : []),
    ];
    const workgroups = Math.ceil(blocks.rows * blocks.columns * this.lanes / plan.workgroupSize);
    return {
      pipeline,
      bindings: this.#gpu.bind(pipeline, buffers),
      workgroups: [workgroups, forwardParts(place.shape, plan), members],
    };
  }

  /** The dispatches of a backward pass, from the output's gradient to every weight's, `[members, parameters]`. */
  backward(inputs: EnsembleInputs, gradient: GPUBuffer, members: number): Dispatch[] {
    const out: Dispatch[] = [];
    for (let i = this.#pipelines.layers.length - 1; i >= 0; i--) {
      if (this.#norms) {
        const ofOutput = this.#gradients[i]!.binding;
        out.push(this.#norms.backward(i, batchNormInputs(inputs), ofOutput, gradient, members));
      }
      out.push(this.weightGradientOf(i, inputs, gradient, members));
      if (this.#pipelines.layers[i]!.inputGradient) out.push(this.inputGradientOf(i, inputs, members));
    }
    return out;
  }

  /** One layer's weight gradient, of `backward`. */
  weightGradientOf(layer: number, inputs: EnsembleInputs, gradient: GPUBuffer, members: number): Dispatch {
    const { place, plan, weightGradient } = this.#pipelines.layers[layer]!;
    const buffers = [
      inputs.control,
      layer === 0 ? inputs.images : this.#activations[layer - 1]!.binding,
      this.#norms?.gradient(layer) ?? this.#gradients[layer]!.binding,
      this.#codes[layer]!.binding,
      gradient,
      ...(place.source === "images" ? [inputs.indices] : []),
    ];
    return {
      pipeline: weightGradient,
      bindings: this.#gpu.bind(weightGradient, buffers),
      workgroups: weightGradientGrid(place.shape, plan.weightGradient, members),
    };
  }

  /** One layer's input gradient, of `backward`. */
  inputGradientOf(layer: number, inputs: EnsembleInputs, members: number): Dispatch {
    const { place, plan, inputGradient } = this.#pipelines.layers[layer]!;
    if (!inputGradient) throw new TypeError(`Recording layer ${layer + 1}'s input gradient: the layer has none`);
    const buffers = [
      inputs.control,
      this.#norms?.gradient(layer) ?? this.#gradients[layer]!.binding,
      this.#codes[layer]!.binding,
      inputs.parameters,
      this.#gradients[layer - 1]!.binding,
    ];
    const workgroups = Math.ceil(inputGradientTiles(place) ** 2 * this.lanes / plan.inputGradient.workgroupSize);
    const parts = inputGradientParts(place.shape, plan.inputGradient);
    return {
      pipeline: inputGradient,
      bindings: this.#gpu.bind(inputGradient, buffers),
      workgroups: [workgroups, parts, members],
    };
  }

  /** Releases every buffer. */
  release(): void {
    for (const plane of [...this.#activations, ...this.#codes, ...this.#gradients]) plane?.release();
    this.#twoLayers?.release();
    this.#norms?.release();
  }

  #normOf(layer: number, inputs: EnsembleInputs, members: number): Dispatch[] {
    const output = this.#activations[layer]!.binding;
    return this.#norms ? [this.#norms.forward(layer, batchNormInputs(inputs), output, members)] : [];
  }

  get #together(): TwoLayersScratch {
    if (!this.#twoLayers) throw new TypeError("Recording two layers at once: each of these layers goes by itself");
    return this.#twoLayers;
  }
}

function batchNormInputs({ batchNorm }: EnsembleInputs): BatchNormInputs {
  if (!batchNorm) throw new TypeError("Recording batch norm: there is nothing that it reads");
  return batchNorm;
}
