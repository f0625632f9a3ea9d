import type { ParameterPlan } from "./forward_plan.ts";
import { type ConvPoolShape, convPoolSizes } from "./shape.ts";
import { TILE_VALUES } from "./winograd.ts";

/** How the kernels that score through two layers at once are generated. */
export interface TwoLayersPlan extends ParameterPlan {
  readonly workgroupSize: number;
  /** Sums of products between fences (see `FENCE`). */
  readonly fencedValues: number;
}

/** Lengths that follow from the shapes of two layers that one kernel computes. */
export interface TwoLayersSizes {
  /** Windows of the second layer in half a row, and rows of the first layer's that each row of them adds. */
  readonly half: number;
  /** Filters of both layers. */
  readonly filters: number;
  /** Position of the first layer's biases in workgroup memory, behind all filters; the second layer's follow. */
  readonly biasAt: number;
  /** Workgroup memory. */
  readonly floats: number;
}

/** Windows of half a row, at least and at most: each is a component of a WGSL vector. */
const HALVES = { least: 2, most: 4 };

/**
 * Derives the lengths of two layers that one kernel can compute, `undefined` for layers that it cannot: the first must read
 * images, the second pad with 2 and give an even number of windows a row, 8 at most.
 */
export function twoLayersSizes(shapes: readonly ConvPoolShape[]): TwoLayersSizes | undefined {
  const [first, second] = shapes;
  if (!first || !second || first.inChannels !== 1 || second.padding !== 2 || second.inSide % 2 !== 0) return undefined;
  const half = convPoolSizes(second).pooledSide / 2;
  if (!Number.isInteger(half) || half < HALVES.least || half > HALVES.most) return undefined;
  const filters = first.outChannels + second.inChannels * second.outChannels;
  const biasAt = filters * TILE_VALUES;
  return { half, filters, biasAt, floats: biasAt + first.outChannels + second.outChannels };
}
