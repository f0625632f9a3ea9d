import { IMAGE_PIXELS } from "../data/dataset.ts";
import { initialNetwork, type Network } from "../ensemble/network.ts";
import { networkBackward } from "../ensemble/reference_network.ts";
import { scheduledStep } from "../kernels/adamw/schedule.ts";
import { augment } from "../kernels/augment/reference.ts";
import { imageOrder, type NetworkMember, type NetworkSettings, seedWords } from "./train_networks.ts";

/**
 * Trains a network on the plain references in float64: the truth that `trainNetworks` is tested against.
 *
 * @param pixels u8 [images, 28, 28]
 * @returns averaged parameters, and the mean loss of each step.
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
  for (let step = 0; step < schedule.steps; step++) {
    const gradient = new Float64Array(parameters.length);
    let total = 0;
    for (let lane = 0; lane < batchSize; lane++) {
      const index = order[step * batchSize + lane]!;
      const image = pixels.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
      const bent = augment(settings.augment, { seed: [low!, high!], step, lane }, image);
      total += networkBackward(model, parameters, bent, member.labels[index]!, smoothing, 1 / batchSize, gradient);
    }
    losses.push(total / batchSize);
    scheduledStep(schedule, step + 1, parameters, gradient, moments, averages);
  }
  return { parameters: averages, losses };
}
