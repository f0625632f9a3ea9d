import type { ImageSet } from "../data/dataset.ts";
import { askNetworks } from "../protocols/leak_free/ask_networks.ts";
import { addToVote, memberPredictions } from "../protocols/leak_free/network_stage.ts";
import type { Votes } from "../spread/vote.ts";
import { type Device, gpuOf } from "./device.ts";
import { progressFor } from "./on_progress.ts";
import { NETWORK_OF_WIDTH } from "./network_of_width.ts";
import type { PredictedImages, PredictionOptions, TrainedNetworks } from "./shapes.ts";

/**
 * What trained networks say of images: each image by itself, its softmax averaged over both forms, five views of each and all
 * networks. With votes, three quarters of the neighbours' shares are added.
 *
 * @param device Where it is computed
 * @param networks Trained by {@linkcode trainNetworks}
 * @param images u8 [N, 784], at least one
 * @throws {RangeError} If there is no image
 * @throws {GpuError} If the adapter fails
 *
 * @example What networks and neighbours say together
 * ```ts
 * import { buildGraph, headOfSet, loadMnistPackage, openDevice, predict, trainNetworks, vote } from "@tenshot/tenshot";
 *
 * const mnist = await loadMnistPackage();
 * const [train, test] = [headOfSet(mnist.train, 256), headOfSet(mnist.test, 100)];
 * using device = await openDevice();
 * const graph = await buildGraph(device, train.images, { test: test.images });
 * const networks = await trainNetworks(device, train.images, train.labels, { steps: 10 });
 * const { labels } = await predict(device, networks, test.images, { votes: vote(graph.test, train.labels) });
 * console.log(labels.filter((label, i) => label !== test.labels[i]).length, "of 100 are wrong");
 * ```
 */
export async function predict(
  device: Device,
  { width, weights }: TrainedNetworks,
  images: ImageSet,
  { votes, onProgress }: PredictionOptions = {},
): Promise<PredictedImages> {
  if (images.count === 0) throw new RangeError("Asking networks: found no image, wanted at least one");
  const probabilities = await askNetworks(
    gpuOf(device),
    NETWORK_OF_WIDTH[width],
    weights,
    images,
    progressFor(onProgress),
  );
  const none: Votes = { shares: new Float32Array(probabilities[0]!.length), predictions: new Uint8Array(images.count) };
  const labels = weights.length === 1 && votes === undefined
    ? memberPredictions(probabilities[0]!)
    : addToVote({ members: probabilities }, votes ?? none);
  return { labels, probabilities };
}
