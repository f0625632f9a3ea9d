/**
 * The one place that chooses how kernels are generated and shared out, from the adapter's traits.
 *
 * @module
 */
import type { AdapterTraits } from "../gpu/adapter.ts";
import type { ForwardPlan } from "./conv_pool/forward_wgsl.ts";
import type { InputGradientPlan } from "./conv_pool/input_gradient_wgsl.ts";
import { type ConvPoolShape, convPoolSizes, GROUP, TAPS } from "./conv_pool/shape.ts";
import type { PlaneStorage } from "./planes.ts";
import { type WeightGradientPlan, weightGradientSharedFloats } from "./conv_pool/weight_gradient_wgsl.ts";

/** How one layer's three kernels are generated. */
export interface LayerPlan {
  readonly forward: ForwardPlan;
  readonly inputGradient: InputGradientPlan;
  readonly weightGradient: WeightGradientPlan;
}

/** The kinds of adapter that a plan is made for. */
export type PlanKind = "software" | "gpu";

/** How an ensemble is computed on an adapter. */
export interface KernelPlan {
  readonly kind: PlanKind;
  /** Where the tensors between kernels live. */
  readonly storage: PlaneStorage;
  readonly layers: readonly LayerPlan[];
  /** Invocations in a workgroup of the small kernels. */
  readonly workgroupSize: number;
  /** Members trained at once; they share scratch buffers that should stay in cache. */
  readonly trainingMembers: number;
  /** Images scored at once by every member. */
  readonly scoringLanes: number;
}

/**
 * Chooses the plan for an adapter.
 *
 * On software Vulkan (see the kernels' README): straight-line code with literal indices over blocks of 2x2 windows, lanes of
 * members for weight gradients. On a GPU: loops and small blocks, so that live values fit in registers and code in the
 * instruction cache, and a workgroup's reduction for weight gradients.
 *
 * @param kind Overrides the choice.
 * @throws {RangeError} If a layer needs more workgroup memory than the adapter has.
 */
export function choosePlan(
  traits: Pick<AdapterTraits, "software" | "limits">,
  shapes: readonly ConvPoolShape[],
  kind: PlanKind = traits.software ? "software" : "gpu",
): KernelPlan {
  const sharedFloats = (traits.limits["maxComputeWorkgroupStorageSize"] ?? 16384) / Float32Array.BYTES_PER_ELEMENT;
  const layers = shapes.map((shape) => kind === "software" ? softwareLayer(shape) : gpuLayer(shape, sharedFloats));
  layers.forEach((layer, i) => {
    const floats = weightGradientSharedFloats(shapes[i]!, layer.weightGradient);
    if (floats > sharedFloats) {
      throw new RangeError(
        `Planning layer ${i + 1}: ${floats} floats of workgroup memory wanted, the adapter has ${sharedFloats}`,
      );
    }
  });
  return kind === "software"
    ? { kind, storage: "texture", layers, workgroupSize: 32, trainingMembers: 16, scoringLanes: 32 }
    : { kind, storage: "buffer", layers, workgroupSize: 64, trainingMembers: 128, scoringLanes: 256 };
}

function softwareLayer(shape: ConvPoolShape): LayerPlan {
  const side = convPoolSizes(shape).pooledSide;
  const block = Math.min(2, side);
  return {
    // A plane that 2x2 blocks do not tile (the notebook's last, 5x5) is taken by rows.
    forward: side % block === 0
      ? { blockRows: block, blockColumns: block, workgroupSize: 160, unrolled: true }
      : { blockRows: 1, blockColumns: Math.min(side, 8), workgroupSize: 80, unrolled: true },
    inputGradient: { workgroupSize: 160, unrolled: true },
    weightGradient: {
      form: "members",
      workgroupSize: 8,
      ...(side % block === 0 ? tile(side, shape.inChannels === 1 ? 1 : 2) : { blockRows: 1, blockColumns: side }),
      outGroupsPerPart: Math.min(convPoolSizes(shape).outGroups, 4),
    },
  };
}

function gpuLayer(shape: ConvPoolShape, sharedFloats: number): LayerPlan {
  const accumulators = GROUP * (Math.min(GROUP, shape.inChannels) * TAPS + 1);
  const workgroupSize = 1 << Math.floor(Math.log2(Math.min(64, sharedFloats / accumulators)));
  return {
    forward: { blockRows: 1, blockColumns: 1, workgroupSize: 128, unrolled: false },
    inputGradient: { workgroupSize: 128, unrolled: false },
    weightGradient: { form: "reduce", workgroupSize, blockRows: 1, blockColumns: 1, outGroupsPerPart: 1 },
  };
}

/** The largest square block of at most `most` windows a side that tiles the plane. */
function tile(side: number, most: number): { blockRows: number; blockColumns: number } {
  const block = side % most === 0 ? most : 1;
  return { blockRows: block, blockColumns: block };
}

/** The plan as flat values, for the run record. */
export function describePlan(plan: KernelPlan): Record<string, string | number | boolean> {
  const flat: Record<string, string | number | boolean> = {
    kind: plan.kind,
    storage: plan.storage,
    workgroupSize: plan.workgroupSize,
    trainingMembers: plan.trainingMembers,
    scoringLanes: plan.scoringLanes,
  };
  plan.layers.forEach((layer, i) => {
    for (const [kernel, settings] of Object.entries(layer) as [string, Record<string, string | number | boolean>][]) {
      for (const [name, value] of Object.entries(settings)) flat[`layer${i + 1}.${kernel}.${name}`] = value;
    }
  });
  return flat;
}
