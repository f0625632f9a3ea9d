import { STATISTICS, STATISTICS_OF_GROUP } from "../kernels/batch_norm/place.ts";
import { deviation } from "../kernels/batch_norm/reference.ts";
import { convPoolSizes, GROUP, TAPS } from "../kernels/conv_pool/shape.ts";
import type { Network } from "./network.ts";

/**
 * A trained network whose batch norm, with its running statistics, has become part of the weights and biases: it computes the
 * same without it. A positive factor and a summand commute with max-pool.
 *
 * Nothing is left that could couple one image to another.
 *
 * @param parameters f32 [parameterCount] of the network as it was trained.
 * @param statistics f32, of one member (see `batchNormWgsl`).
 * @returns f32 [parameterCount]
 */
export function foldBatchNorm(
  { norms, parameterCount }: Network,
  parameters: Float32Array,
  statistics: Float32Array,
): Float32Array<ArrayBuffer> {
  const folded = new Float32Array(parameterCount);
  folded.set(parameters);
  for (const { layer: { shape, parameterOffset }, statisticsOffset } of norms) {
    const { weightCount } = convPoolSizes(shape);
    const perChannel = shape.inChannels * TAPS;
    for (let channel = 0; channel < shape.outChannels; channel++) {
      const group = (statisticsOffset + Math.floor(channel / GROUP)) * STATISTICS_OF_GROUP;
      const statistic = (which: number) => statistics[(group + which) * GROUP + channel % GROUP]!;
      const factor = 1 / deviation(statistic(STATISTICS.runningVariance));
      const weights = parameterOffset + channel * perChannel;
      for (let i = weights; i < weights + perChannel; i++) folded[i] = parameters[i]! * factor;
      const bias = parameterOffset + weightCount + channel;
      folded[bias] = parameters[bias]! - statistic(STATISTICS.runningMean) * factor;
    }
  }
  return folded;
}
