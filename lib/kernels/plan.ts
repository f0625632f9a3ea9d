/**
 * The one place that chooses how kernels are generated and shared out, from the adapter's traits.
 *
 * @module
 */
import type { AdapterTraits } from "../gpu/adapter.ts";
import { parameterVectors } from "./conv_pool/filters_wgsl.ts";
import type { ParameterPlan } from "./conv_pool/forward_plan.ts";
import type { ForwardPlan } from "./conv_pool/forward_plan.ts";
import { type InputGradientPlan, inputGradientTiles } from "./conv_pool/input_gradient_wgsl.ts";
import { type ConvPoolShape, convPoolSizes, GROUP, TAPS } from "./conv_pool/shape.ts";
import { type TwoLayersPlan, twoLayersSizes } from "./conv_pool/two_layers_shape.ts";
import type { PlaneStorage } from "./planes.ts";
import { type WeightGradientPlan, weightGradientSharedFloats } from "./conv_pool/weight_gradient_wgsl.ts";

/** How one layer's kernels are generated. */
export interface LayerPlan {
  readonly forward: ForwardPlan;
  /** The forward kernel that scores, from which nothing flows backward, where one of its own is worth it. */
  readonly scoring?: ForwardPlan;
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
  /** How the first two layers score in one kernel, where they do. */
  readonly twoLayers?: TwoLayersPlan;
  /**
   * Members whose parameters every kernel reads from a uniform buffer, at least as many as are trained or score at once; absent
   * where they come in a storage buffer, of any number of members.
   */
  readonly uniformMembers?: number;
  /** Invocations in a workgroup of the small kernels. */
  readonly workgroupSize: number;
  /** Parameters that one invocation of the optimiser takes. */
  readonly parametersEach: number;
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
 * @param cores Of the CPU that stands in for a GPU.
 * @throws {RangeError} If a layer needs more workgroup memory than the adapter has.
 */
export function choosePlan(
  traits: Pick<AdapterTraits, "software" | "limits" | "plan">,
  shapes: readonly ConvPoolShape[],
  kind: PlanKind = planKind(traits),
  cores: number = navigator.hardwareConcurrency,
): KernelPlan {
  const sharedFloats = (traits.limits["maxComputeWorkgroupStorageSize"] ?? 16384) / Float32Array.BYTES_PER_ELEMENT;
  const invocations = traits.limits["maxComputeInvocationsPerWorkgroup"] ?? 256;
  const uniformMembers = kind === "software" ? softwareUniformMembers(shapes, cores) : undefined;
  const layers = shapes.map((shape) =>
    withoutCodes(
      shape,
      kind === "software" ? softwareLayer(shape, invocations, uniformMembers) : gpuLayer(shape, sharedFloats),
    )
  );
  layers.forEach((layer, i) => {
    const floats = weightGradientSharedFloats(shapes[i]!, layer.weightGradient);
    if (floats > sharedFloats) {
      throw new RangeError(
        `Planning layer ${i + 1}: ${floats} floats of workgroup memory wanted, the adapter has ${sharedFloats}`,
      );
    }
  });
  const together = (twoLayersSizes(shapes)?.floats ?? Infinity) <= sharedFloats;
  return kind === "software"
    ? {
      kind,
      storage: "texture",
      layers: together ? layers.map(withoutScoring) : layers,
      ...(together && { twoLayers: { ...TWO_LAYERS, ...(uniformMembers && { uniformMembers }) } }),
      ...(uniformMembers && { uniformMembers }),
      workgroupSize: 32,
      parametersEach: 4,
      trainingMembers: SOFTWARE_MEMBERS,
      leastChance: 0.7,
      scoringLanes: (together ? 8 : 2) * SOFTWARE_LANES,
      scoringMembers: softwareScoringMembers(cores),
    }
    : {
      kind,
      storage: "buffer",
      layers,
      workgroupSize: 64,
      parametersEach: 1,
      trainingMembers: 128,
      leastChance: 0,
      scoringLanes: 256,
      scoringMembers: 128,
    };
}

/** Adds the kernel that scores without pool codes: they are a tenth of the first layer, and next to nothing of the others. */
function withoutCodes(shape: ConvPoolShape, layer: LayerPlan): LayerPlan {
  return shape.inChannels === 1 ? { ...layer, scoring: { ...layer.forward, codes: false } } : layer;
}

/** Leaves out the kernel that scores. */
function withoutScoring({ scoring: _, ...layer }: LayerPlan): LayerPlan {
  return layer;
}

/** Small workgroups, so that the images of a few members are work for several cores. Fences hardly matter. */
const TWO_LAYERS: TwoLayersPlan = { workgroupSize: 40, fencedValues: 8 };
/** Members trained at once on software Vulkan. */
const SOFTWARE_MEMBERS = 8;
/** Images of a training batch that the workgroups of the software plan are cut for. Source: the notebook's batch size. */
const SOFTWARE_LANES = 20;
/** Workgroups beyond this gain nothing on software Vulkan; smaller ones copy the filters more often. */
const SOFTWARE_WORKGROUP = 512;

function softwareLayer(shape: ConvPoolShape, most: number, uniformMembers: number | undefined): LayerPlan {
  const parameters = uniformMembers === undefined ? {} : { uniformMembers };
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
      ...parameters,
    },
    inputGradient: { workgroupSize: evenWorkgroup(tiles, most), unrolled: true, ...parameters },
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

/** Members that score at once on software Vulkan: enough for every core to have a workgroup. */
function softwareScoringMembers(cores: number): number {
  return Math.max(2, cores);
}

/** How many members' parameters a uniform buffer has to hold on software Vulkan, if it can. */
function softwareUniformMembers(shapes: readonly ConvPoolShape[], cores: number): number | undefined {
  const members = Math.max(SOFTWARE_MEMBERS, softwareScoringMembers(cores));
  const stride = shapes.reduce((total, shape) => total + convPoolSizes(shape).parameterCount, 0);
  return 16 * parameterVectors(members, stride) <= UNIFORM_BYTES ? members : undefined;
}

/** A plan by which parameters come in a storage buffer, of any number of members. */
export function withStoredParameters({ uniformMembers: _, ...plan }: KernelPlan): KernelPlan {
  const stored = <P extends ParameterPlan>({ uniformMembers: _, ...rest }: P) => rest;
  const layers = plan.layers.map(({ forward, scoring, inputGradient, weightGradient }): LayerPlan => ({
    forward: stored(forward),
    ...(scoring && { scoring: stored(scoring) }),
    inputGradient: stored(inputGradient),
    weightGradient,
  }));
  return { ...plan, layers, ...(plan.twoLayers && { twoLayers: stored(plan.twoLayers) }) };
}

/** Bytes that a uniform buffer holds on every adapter. Source: WebGPU's limits. */
const UNIFORM_BYTES = 65536;

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
    ...(plan.uniformMembers && { uniformMembers: plan.uniformMembers }),
    workgroupSize: plan.workgroupSize,
    parametersEach: plan.parametersEach,
    trainingMembers: plan.trainingMembers,
    leastChance: plan.leastChance,
    scoringLanes: plan.scoringLanes,
    scoringMembers: plan.scoringMembers,
  };
  for (const [name, value] of Object.entries(plan.twoLayers ?? {})) flat[`layers1and2.scoring.${name}`] = value;
  plan.layers.forEach((layer, i) => {
    for (const [kernel, settings] of Object.entries(layer) as [string, Record<string, string | number | boolean>][]) {
      for (const [name, value] of Object.entries(settings)) flat[`layer${i + 1}.${kernel}.${name}`] = value;
    }
  });
  return flat;
}
