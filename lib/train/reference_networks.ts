import { IMAGE_PIXELS } from "../data/dataset.ts";
import { foldBatchNorm } from "../ensemble/fold_batch_norm.ts";
import { initialNetwork, type Network } from "../ensemble/network.ts";
import { networkBackward } from "../ensemble/reference_network.ts";
import { averageDecayAt, scheduledStep } from "../kernels/adamw/schedule.ts";
import { STATISTICS, STATISTICS_OF_GROUP, statisticsFloats } from "../kernels/batch_norm/place.ts";
import type { BatchStatistics } from "../kernels/batch_norm/reference.ts";
import { GROUP } from "../kernels/conv_pool/shape.ts";
import { augment } from "../kernels/augment/reference.ts";
import { imageOrder, type NetworkMember, type NetworkSettings, seedWords } from "./train_networks.ts";

/**
 * Trains a network on the plain references in float64: the truth that `trainNetworks` is tested against.
 *
 * @param pixels u8 [images, 28, 28]
 * @returns averaged parameters with batch norm folded into them, and the mean loss of each step.
 */
export function trainReferenceNetwork(
  model: Network,
  pixels: Uint8Array,
  member: NetworkMember,
  settings: NetworkSettings,
  smoothing: number,
): { parameters: Float64Array; losses: number[] } {
  const { batchSize, schedule } = settings;
  const parameters = Float64Array.from(initialNetwork(model, member.seed));
  const averages = parameters.slice();
  const moments = { mean: new Float64Array(parameters.length), square: new Float64Array(parameters.length) };
  const order = imageOrder(member, schedule.steps * batchSize);
  const [low, high] = seedWords([member.seed]);
  const losses: number[] = [];
  const running = new Float64Array(statisticsFloats(model.norms));
  for (let step = 0; step < schedule.steps; step++) {
    const batch = Array.from({ length: batchSize }, (_, lane) => {
      const index = order[step * batchSize + lane]!;
      const image = pixels.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
      const bent = augment(settings.augment, { seed: [low!, high!], step, lane }, image);
      return { pixels: bent, label: member.labels[index]! };
    });
    const { loss, gradient, statistics } = networkBackward(model, parameters, batch, smoothing);
    losses.push(loss);
    scheduledStep(schedule, step + 1, parameters, gradient, moments, averages);
    addStatistics(model, running, statistics, averageDecayAt(schedule, step + 1));
  }
  const folded = foldBatchNorm(model, Float32Array.from(averages), Float32Array.from(running));
  return { parameters: Float64Array.from(folded), losses };
}

/** Adds a batch's statistics to their running average, laid out as the kernels do. */
function addStatistics(
  { norms }: Network,
  running: Float64Array,
  statistics: readonly BatchStatistics[],
  decay: number,
): void {
  norms.forEach(({ statisticsOffset }, layer) => {
    const { means, variances } = statistics[layer]!;
    const add = (values: Float64Array, vector: number) =>
      values.forEach((value, channel) => {
        const group = (statisticsOffset + Math.floor(channel / GROUP)) * STATISTICS_OF_GROUP + vector;
        const at = group * GROUP + channel % GROUP;
        running[at] = running[at]! * decay + value * (1 - decay);
      });
    add(means, STATISTICS.runningMean);
    add(variances, STATISTICS.runningVariance);
  });
}
