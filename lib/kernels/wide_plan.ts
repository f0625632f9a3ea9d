/**
 * Plans for layers too wide for the straight-line code of `plan.ts`: output channels, or input channels of the gradient,
 * are shared out over workgroups.
 *
 * @module
 */
import type { AdapterTraits } from "../gpu/adapter.ts";
import type { BatchNormPlan } from "./batch_norm/batch_norm_wgsl.ts";
import { type ConvPoolShape, convPoolSizes, GROUP, TAPS } from "./conv_pool/shape.ts";
import { weightGradientSharedFloats } from "./conv_pool/weight_gradient_wgsl.ts";
import { TILE_VALUES } from "./conv_pool/winograd.ts";
import { type LayerPlan, type PlanKind, planKind } from "./plan.ts";
import type { PlaneStorage } from "./planes.ts";

/** How a network is computed on an adapter. */
export interface WidePlan {
  readonly kind: PlanKind;
  readonly storage: PlaneStorage;
  readonly layers: readonly LayerPlan[];
  readonly batchNorm: BatchNormPlan;
  /** Invocations in a workgroup of the small kernels. */
  readonly workgroupSize: number;
  /** Members trained at once. */
  readonly trainingMembers: number;
  /** Images predicted at once by every member. */
  readonly predictionLanes: number;
}

/** Output channels of a part: a word of pool codes. */
const PART = 8;

/**
 * Chooses the plan of a network for an adapter.
 *
 * @param kind Overrides the choice.
 * @throws {RangeError} If a layer needs more workgroup memory than the adapter has.
 */
export function chooseWidePlan(
  traits: Pick<AdapterTraits, "software" | "limits" | "plan">,
  shapes: readonly ConvPoolShape[],
  kind: PlanKind = planKind(traits),
): WidePlan {
  const sharedFloats = (traits.limits["maxComputeWorkgroupStorageSize"] ?? 16384) / Float32Array.BYTES_PER_ELEMENT;
  const layers = shapes.map((shape) => kind === "software" ? softwareLayer(shape) : gpuLayer(shape, sharedFloats));
  layers.forEach((layer, i) => {
    const floats = Math.max(...sharedFloatsOf(shapes[i]!, layer));
    if (floats > sharedFloats) {
      throw new RangeError(
        `Planning layer ${i + 1}: ${floats} floats of workgroup memory wanted, the adapter has ${sharedFloats}`,
      );
    }
  });
  // Software Vulkan fills its cores with one member; more would only fall out of cache.
  return kind === "software"
    ? {
      kind,
      storage: "texture",
      layers,
      batchNorm: { lanesAtOnce: 8, rowsAtOnce: 1 },
      workgroupSize: 32,
      trainingMembers: 1,
      predictionLanes: 128,
    }
    : {
      kind,
      storage: "buffer",
      layers,
      batchNorm: { lanesAtOnce: 32, rowsAtOnce: 8 },
      workgroupSize: 64,
      trainingMembers: 16,
      predictionLanes: 256,
    };
}

function sharedFloatsOf(shape: ConvPoolShape, plan: LayerPlan): number[] {
  const { inChannels, outChannels } = shape;
  const inStride = Math.ceil(inChannels / GROUP) * GROUP;
  const outStride = Math.ceil(outChannels / GROUP) * GROUP;
  const outputs = plan.forward.outChannelsPerPart ?? outChannels;
  const inputs = plan.inputGradient.inChannelsPerPart ?? inChannels;
  return [
    outputs * (TILE_VALUES * inStride + 1),
    // The first layer has no input gradient.
    inChannels === 1 ? 0 : inputs * TILE_VALUES * outStride,
    weightGradientSharedFloats(shape, plan.weightGradient),
  ];
}

/** Parts of at most `most` channels, each a multiple of `unit`; nothing where all channels are one part. */
function partOf(channels: number, most: number, unit: number): number | undefined {
  if (channels <= most) return undefined;
  for (let part = most; part >= unit; part -= unit) {
    if (channels % part === 0) return part;
  }
  return undefined;
}

function softwareLayer(shape: ConvPoolShape): LayerPlan {
  const { inChannels, outChannels } = shape;
  const grey = inChannels === 1;
  const outPart = grey ? undefined : partOf(outChannels, PART, PART);
  // Straight-line code grows with both; above some 4,000 products a kernel takes tens of seconds to compile.
  const inPart = grey ? undefined : partOf(inChannels, outChannels > 32 ? GROUP : 2 * GROUP, GROUP);
  return {
    forward: {
      blockRows: inChannels > 16 ? 1 : 2,
      blockColumns: 2,
      workgroupSize: 128,
      unrolled: true,
      ...(outPart && { outChannelsPerPart: outPart }),
    },
    inputGradient: { workgroupSize: 128, unrolled: true, ...(inPart && { inChannelsPerPart: inPart }) },
    weightGradient: {
      form: "reduce",
      workgroupSize: grey ? 16 : 8,
      blockRows: 1,
      blockColumns: convPoolSizes(shape).pooledSide % 2 === 0 ? 2 : 1,
      outGroupsPerPart: 2,
    },
  };
}

function gpuLayer(shape: ConvPoolShape, sharedFloats: number): LayerPlan {
  const accumulators = GROUP * (Math.min(GROUP, shape.inChannels) * TAPS + 1);
  const workgroupSize = 1 << Math.floor(Math.log2(Math.min(64, sharedFloats / accumulators)));
  const outPart = partOf(shape.outChannels, PART, PART);
  const inPart = shape.inChannels === 1 ? undefined : partOf(shape.inChannels, GROUP, GROUP);
  return {
    forward: {
      blockRows: 1,
      blockColumns: 1,
      workgroupSize: 128,
      unrolled: false,
      ...(outPart && { outChannelsPerPart: outPart }),
    },
    inputGradient: { workgroupSize: 128, unrolled: false, ...(inPart && { inChannelsPerPart: inPart }) },
    weightGradient: { form: "reduce", workgroupSize, blockRows: 1, blockColumns: 1, outGroupsPerPart: 1 },
  };
}
