import type { Gpu } from "../gpu/gpu.ts";
import scheduledSource from "../kernels/adamw/scheduled.wgsl" with { type: "text" };
import { drawTransformsWgsl, sampleWgsl } from "../kernels/augment/augment_wgsl.ts";
import { batchNormGradientWgsl, batchNormWgsl } from "../kernels/batch_norm/batch_norm_wgsl.ts";
import type { BatchNormPlace } from "../kernels/batch_norm/place.ts";
import { advancePipeline } from "../kernels/control/control.ts";
import { crossEntropyWgsl, softmaxWgsl } from "../kernels/cross_entropy/cross_entropy_wgsl.ts";
import { denseForwardWgsl, denseInputGradientWgsl, denseWeightGradientWgsl } from "../kernels/dense/dense_wgsl.ts";
import type { WidePlan } from "../kernels/wide_plan.ts";
import type { Network } from "./network.ts";
import { compileLayer, type LayerPipelines } from "./pipelines.ts";

/** Invocations of the dense layer's weight gradient that work together: one for each row of its input plane. */
export const DENSE_ROWS_WORKGROUP = 8;

/** Every kernel of a network, compiled once. */
export interface NetworkPipelines {
  readonly model: Network;
  readonly plan: WidePlan;
  readonly layers: readonly LayerPipelines[];
  readonly drawTransforms: GPUComputePipeline;
  readonly sample: GPUComputePipeline;
  readonly dense: GPUComputePipeline;
  readonly denseInputGradient: GPUComputePipeline;
  readonly denseWeightGradient: GPUComputePipeline;
  readonly loss: GPUComputePipeline;
  readonly softmax: GPUComputePipeline;
  readonly adamW: GPUComputePipeline;
  readonly advance: GPUComputePipeline;
}

/**
 * Generates and compiles the kernels of a network.
 *
 * @param smoothing Share of a label that is spread over all classes.
 * @throws {GpuError} If a kernel does not compile.
 */
export async function compileNetwork(
  gpu: Gpu,
  model: Network,
  plan: WidePlan,
  smoothing: number,
): Promise<NetworkPipelines> {
  const { storage, workgroupSize } = plan;
  const { dense: place } = model;
  const [
    layers,
    drawTransforms,
    sample,
    dense,
    denseInputGradient,
    denseWeightGradient,
    loss,
    softmax,
    adamW,
    advance,
  ] = await Promise.all([
    Promise.all(model.layers.map(async (layer, i) => {
      const [kernels, norm] = await Promise.all([
        compileLayer(gpu, layer, plan.layers[i]!, storage, i),
        compileBatchNorm(gpu, model.norms[i]!, plan, i),
      ]);
      return { ...kernels, norm };
    })),
    gpu.pipeline("draw transforms", drawTransformsWgsl(storage, workgroupSize)),
    gpu.pipeline("sample", sampleWgsl(storage, workgroupSize)),
    gpu.pipeline("dense forward", denseForwardWgsl(place, storage, workgroupSize)),
    gpu.pipeline("dense input gradient", denseInputGradientWgsl(place, storage, workgroupSize)),
    gpu.pipeline("dense weight gradient", denseWeightGradientWgsl(place, storage, DENSE_ROWS_WORKGROUP)),
    gpu.pipeline("cross-entropy", crossEntropyWgsl(place, storage, workgroupSize, smoothing)),
    gpu.pipeline("softmax", softmaxWgsl(place, storage, workgroupSize)),
    gpu.pipeline("scheduled AdamW", scheduledSource, {
      PARAMETERS: model.parameterCount,
      WORKGROUP_SIZE: workgroupSize,
    }),
    advancePipeline(gpu),
  ]);
  return {
    model,
    plan,
    layers,
    drawTransforms,
    sample,
    dense,
    denseInputGradient,
    denseWeightGradient,
    loss,
    softmax,
    adamW,
    advance,
  };
}

/** A layer's batch norm, forward and back. */
async function compileBatchNorm(
  gpu: Gpu,
  place: BatchNormPlace,
  { batchNorm, storage }: WidePlan,
  index: number,
): Promise<NonNullable<LayerPipelines["norm"]>> {
  const [forward, gradient] = await Promise.all([
    gpu.pipeline(`layer ${index + 1} batch norm`, batchNormWgsl(place, batchNorm, storage)),
    gpu.pipeline(`layer ${index + 1} batch norm gradient`, batchNormGradientWgsl(place, batchNorm, storage)),
  ]);
  return { forward, gradient };
}
