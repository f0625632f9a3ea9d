import { runLeakFree as run } from "../protocols/leak_free/leak_free.ts";
import { presetNetwork } from "../protocols/leak_free/leak_free_presets.ts";
import { type Device, gpuOf } from "./device.ts";
import { progressFor } from "./on_progress.ts";
import type { LeakFreeDecision, LeakFreeRequest } from "./shapes.ts";

/**
 * Few labels → pseudo-labels → networks → answers, without a leak: a graph of which images look alike, groups in it that the
 * labels name, networks that learn from all of them, and a vote. The method, its sources and how its constants were chosen are
 * in docs/leak_free.md.
 *
 * @param device Where it is computed
 * @param request Images, and the only labels
 * @throws {RangeError} If a label, an index or a number is out of range
 * @throws {GpuError} If the adapter fails
 *
 * @example Two labels a class, and 300 digits without
 * ```ts
 * import { drawLabelled, headOfSet, loadMnistPackage, openDevice, runLeakFree, TorchGenerator } from "@tenshot/tenshot";
 *
 * const mnist = await loadMnistPackage();
 * const [train, test] = [headOfSet(mnist.train, 320), headOfSet(mnist.test, 100)];
 * const indices = drawLabelled(train.labels, 2, new TorchGenerator(0)).flat();
 * using device = await openDevice();
 * const { predictions, way } = await runLeakFree(device, {
 *   trainImages: train.images,
 *   testImages: test.images,
 *   labelled: { indices, labels: indices.map((i) => train.labels[i]!) },
 *   preset: "graph",
 * });
 * console.log(way, predictions.filter((digit, i) => digit !== test.labels[i]).length, "of 100 are wrong");
 * ```
 */
export async function runLeakFree(
  device: Device,
  { trainImages, testImages, labelled, preset = "laptop", members = 0, steps = 0, seed = 0, onProgress }:
    LeakFreeRequest,
): Promise<LeakFreeDecision> {
  const network = presetNetwork(preset, { members, steps, quick: false });
  const { draws } = await run(
    { trainImages, testImages, draws: [labelled], seeds: [seed], ...(network && { network }) },
    gpuOf(device),
    progressFor(onProgress),
  );
  const { pseudoLabels: { second, way }, votes, predictions, network: trained } = draws[0]!;
  return {
    predictions,
    pseudoLabels: second.labels,
    confidences: second.confidences,
    way,
    votes,
    probabilities: trained?.members ?? [],
  };
}
