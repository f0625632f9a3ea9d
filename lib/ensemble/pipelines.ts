import { advancePipeline } from "../kernels/control/control.ts";
import adamwSource from "../kernels/adamw/adamw.wgsl" with { type: "text" };
import { forwardWgsl, type LayerPlace } from "../kernels/conv_pool/forward_wgsl.ts";
import { inputGradientWgsl } from "../kernels/conv_pool/input_gradient_wgsl.ts";
import { weightGradientWgsl } from "../kernels/conv_pool/weight_gradient_wgsl.ts";
import { cosineLossWgsl } from "../kernels/cosine/loss_wgsl.ts";
import { cosineScoresWgsl } from "../kernels/cosine/scores_wgsl.ts";
import type { KernelPlan, LayerPlan } from "../kernels/plan.ts";
import type { PlaneStorage } from "../kernels/planes.ts";
import type { Gpu } from "../gpu/gpu.ts";
import type { Architecture } from "./architecture.ts";

/** One layer's kernels of the backward pass. */
export interface BackwardPipelines {
  readonly weightGradient: GPUComputePipeline;
  /** Absent for the first layer: nobody asks for the gradient of the images. */
  readonly inputGradient?: GPUComputePipeline;
}

/** One layer's compiled kernels. */
export interface LayerPipelines extends BackwardPipelines {
  readonly place: LayerPlace;
  readonly plan: LayerPlan;
  readonly forward: GPUComputePipeline;
  /** The same without pool codes, where that is worth a kernel of its own: for scores, from which nothing flows backward. */
  readonly scoringForward?: GPUComputePipeline;
}

/** Every kernel of an architecture, compiled once; any number of members, images and steps run on them. */
export interface EnsemblePipelines {
  readonly model: Architecture;
  readonly plan: KernelPlan;
  /** Label vectors that a score compares with. */
  readonly classes: number;
  readonly layers: readonly LayerPipelines[];
  readonly loss: GPUComputePipeline;
  readonly scores: GPUComputePipeline;
  readonly adamW: GPUComputePipeline;
  readonly advance: GPUComputePipeline;
}

/**
 * Generates and compiles the kernels of an architecture.
 *
 * @param classes Label vectors that a score compares with.
 * @throws {GpuError} If a kernel does not compile.
 */
export async function compileEnsemble(
  gpu: Gpu,
  model: Architecture,
  plan: KernelPlan,
  classes: number,
): Promise<EnsemblePipelines> {
  const { storage, workgroupSize } = plan;
  const output = { channels: model.outputChannels, side: model.outputSide };
  const [layers, loss, scores, adamW, advance] = await Promise.all([
    Promise.all(model.layers.map((place, i) => compileScoringLayer(gpu, place, plan.layers[i]!, storage, i))),
    gpu.pipeline("cosine loss", cosineLossWgsl(output, storage, workgroupSize)),
    gpu.pipeline("cosine scores", cosineScoresWgsl(output, classes, storage, workgroupSize)),
    gpu.pipeline("AdamW", adamwSource, { PARAMETERS: model.parameterCount, WORKGROUP_SIZE: workgroupSize }),
    advancePipeline(gpu),
  ]);
  return { model, plan, classes, layers, loss, scores, adamW, advance };
}

/** Compiles one layer of a model that scores too. Codes are a tenth of the first layer, and next to nothing of the others. */
async function compileScoringLayer(
  gpu: Gpu,
  place: LayerPlace,
  plan: LayerPlan,
  storage: PlaneStorage,
  index: number,
): Promise<LayerPipelines> {
  const layer = compileLayer(gpu, place, plan, storage, index);
  if (place.source !== "images") return await layer;
  const wgsl = forwardWgsl(place, { ...plan.forward, codes: false }, storage);
  const [both, scoringForward] = await Promise.all([layer, gpu.pipeline(`layer ${index + 1} forward, scoring`, wgsl)]);
  return { ...both, scoringForward };
}

/**
 * Generates and compiles one layer's kernels.
 *
 * @param index Which layer it is; the first has no input gradient.
 * @throws {GpuError} If a kernel does not compile.
 */
export async function compileLayer(
  gpu: Gpu,
  place: LayerPlace,
  plan: LayerPlan,
  storage: PlaneStorage,
  index: number,
): Promise<LayerPipelines> {
  const [forward, backward] = await Promise.all([
    gpu.pipeline(`layer ${index + 1} forward`, forwardWgsl(place, plan.forward, storage)),
    compileBackward(gpu, place, plan, storage, index),
  ]);
  return { place, plan, forward, ...backward };
}

/**
 * Generates and compiles the kernels of one layer's backward pass.
 *
 * @param index Which layer it is; the first has no input gradient.
 * @throws {GpuError} If a kernel does not compile.
 */
export async function compileBackward(
  gpu: Gpu,
  place: LayerPlace,
  plan: LayerPlan,
  storage: PlaneStorage,
  index: number,
): Promise<BackwardPipelines> {
  const name = `layer ${index + 1}`;
  const [weightGradient, inputGradient] = await Promise.all([
    gpu.pipeline(`${name} weight gradient`, weightGradientWgsl(place, plan.weightGradient, storage)),
    index === 0
      ? undefined
      : gpu.pipeline(`${name} input gradient`, inputGradientWgsl(place, plan.inputGradient, storage)),
  ]);
  return { weightGradient, ...(inputGradient && { inputGradient }) };
}
