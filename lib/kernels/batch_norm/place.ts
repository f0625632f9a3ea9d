import type { LayerPlace } from "../conv_pool/forward_plan.ts";
import { convPoolSizes, GROUP } from "../conv_pool/shape.ts";

/** Position of each vector in the statistics of four channels. */
export const STATISTICS = { mean: 0, inverse: 1, runningMean: 2, runningVariance: 3 } as const;
/** Vectors of the statistics of four channels. */
export const STATISTICS_OF_GROUP = 4;

/** Where a layer's batch norm stands. */
export interface BatchNormPlace {
  /** The layer. */
  readonly layer: LayerPlace;
  /** Position of the layer's statistics in a member's, in groups of four channels. */
  readonly statisticsOffset: number;
  /** Groups of four channels of all layers. */
  readonly statisticsStride: number;
}

/**
 * The places of all layers' batch norms, one after the other.
 *
 * @throws {RangeError} If a layer's channels fill no whole vectors.
 */
export function batchNormPlaces(layers: readonly LayerPlace[]): BatchNormPlace[] {
  const groups = layers.map(({ shape }) => {
    if (shape.outChannels % GROUP === 0) return convPoolSizes(shape).outGroups;
    throw new RangeError(`Placing batch norm: ${shape.outChannels} channels found, a multiple of ${GROUP} wanted`);
  });
  const upTo = (end: number) => groups.slice(0, end).reduce((total, count) => total + count, 0);
  return layers.map((layer, i) => ({ layer, statisticsOffset: upTo(i), statisticsStride: upTo(layers.length) }));
}

/** Floats of one member's statistics. */
export function statisticsFloats(places: readonly BatchNormPlace[]): number {
  return (places[0]?.statisticsStride ?? 0) * STATISTICS_OF_GROUP * GROUP;
}
