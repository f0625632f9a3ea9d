/**
 * The one place that chooses how kernels are generated and shared out, from the adapter's traits.
 *
 * @module
 */
import type { AdapterTraits } from "../gpu/adapter.ts";
import type { ForwardPlan } from "./conv_pool/forward_wgsl.ts";
import { type InputGradientPlan, inputGradientTiles } from "./conv_pool/input_gradient_wgsl.ts";
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
  /**
   * A member that will be needed with less than this chance is not worth training beside others; 0 to 1. It depends on what one
   * more member costs, beside a step by itself.
   */
  readonly leastChance: number;
  /** Images scored at once by every member. */
  readonly scoringLanes: number;
  /** Members that score at once; what they hand from layer to layer should stay in cache. */
  readonly scoringMembers: number;
}

/** The plan that was asked for, else the one that suits the adapter. */
export function planKind({ software, plan }: Pick<AdapterTraits, "software" | "plan">): PlanKind {
  return plan ?? (software ? "software" : "gpu");
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
  traits: Pick<AdapterTraits, "software" | "limits" | "plan">,
  shapes: readonly ConvPoolShape[],
  kind: PlanKind = planKind(traits),
): KernelPlan {
  const sharedFloats = (traits.limits["maxComputeWorkgroupStorageSize"] ?? 16384) / Float32Array.BYTES_PER_ELEMENT;
  const invocations = traits.limits["maxComputeInvocationsPerWorkgroup"] ?? 256;
  const layers = shapes.map((shape) =>
    kind === "software" ? softwareLayer(shape, invocations) : gpuLayer(shape, sharedFloats)
  );
  layers.forEach((layer, i) => {
    const floats = weightGradientSharedFloats(shapes[i]!, layer.weightGradient);
    if (floats > sharedFloats) {
      throw new RangeError(
        `Planning layer ${i + 1}: ${floats} floats of workgroup memory wanted, the adapter has ${sharedFloats}`,
      );
    }
  });
  return kind === "software"
    ? {
      kind,
      storage: "texture",
      layers,
      workgroupSize: 32,
      trainingMembers: 8,
      leastChance: 0.45,
      scoringLanes: 2 * SOFTWARE_LANES,
      scoringMembers: Math.max(2, navigator.hardwareConcurrency),
    }
    : {
      kind,
      storage: "buffer",
      layers,
      workgroupSize: 64,
      trainingMembers: 128,
      leastChance: 0,
      scoringLanes: 256,
      scoringMembers: 128,
    };
}

/** Images of a training batch that the workgroups of the software plan are cut for. Source: the notebook's batch size. */
const SOFTWARE_LANES = 20;
/** Workgroups beyond this gain nothing on software Vulkan; smaller ones copy the filters more often. */
const SOFTWARE_WORKGROUP = 512;

function softwareLayer(shape: ConvPoolShape, most: number): LayerPlan {
  const side = convPoolSizes(shape).pooledSide;
  const tiled = side % 2 === 0;
  const images = shape.inChannels === 1;
  // A plane that 2x2 blocks do not tile (the notebook's last, 5x5) is taken by rows.
  const [blockRows, blockColumns] = tiled ? [2, 2] : [1, Math.min(side, 8)];
  const blocks = Math.ceil(side / blockRows) * Math.ceil(side / blockColumns);
  const tiles = inputGradientTiles({ shape }) ** 2;
  return {
    forward: {
      blockRows,
      blockColumns,
      workgroupSize: evenWorkgroup(blocks, most),
      unrolled: true,
      // Fences pay where several windows share many weights.
      ...(tiled && !images && { fencedValues: 4 }),
    },
    inputGradient: { workgroupSize: evenWorkgroup(tiles, most), unrolled: true },
    weightGradient: {
      form: images ? "reduce" : "members",
      workgroupSize: images ? 16 : 8,
      blockRows: 1,
      // One window at a time for images: of equally exact orders of summation one that follows PyTorch's tries (docs/fidelity.md).
      blockColumns: images ? 1 : tiled ? 2 : side,
      outGroupsPerPart: Math.min(convPoolSizes(shape).outGroups, images ? 4 : 2),
    },
  };
}

/** A multiple of 8 invocations that shares `items` pieces of work, of one image each, out evenly. */
function evenWorkgroup(items: number, most: number): number {
  const invocations = items * SOFTWARE_LANES;
  const workgroups = Math.ceil(invocations / Math.min(most, SOFTWARE_WORKGROUP));
  return Math.ceil(invocations / workgroups / 8) * 8;
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

/** The plan as flat values, for the run record. */
export function describePlan(plan: KernelPlan): Record<string, string | number | boolean> {
  const flat: Record<string, string | number | boolean> = {
    kind: plan.kind,
    storage: plan.storage,
    workgroupSize: plan.workgroupSize,
    trainingMembers: plan.trainingMembers,
    leastChance: plan.leastChance,
    scoringLanes: plan.scoringLanes,
    scoringMembers: plan.scoringMembers,
  };
  plan.layers.forEach((layer, i) => {
    for (const [kernel, settings] of Object.entries(layer) as [string, Record<string, string | number | boolean>][]) {
      for (const [name, value] of Object.entries(settings)) flat[`layer${i + 1}.${kernel}.${name}`] = value;
    }
  });
  return flat;
}
