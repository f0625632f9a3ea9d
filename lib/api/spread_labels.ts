import { symmetricGraph } from "../graph/sparse_graph.ts";
import { drawPseudoLabels } from "../protocols/leak_free/pseudo_labels.ts";
import { PROPAGATION_SETTINGS } from "../spread/propagation.ts";
import type { LabelledImages } from "../spread/seed_labels.ts";
import { type Device, gpuOf } from "./device.ts";
import { progressFor } from "./on_progress.ts";
import type { Graph, SpreadLabels, SpreadOptions } from "./shapes.ts";

/**
 * Labels for everything in a graph from labels for a few: its groups are named by them, where groups hold; else labels walk
 * over it. No other label is known, and none is needed. Sources: Blondel, Guillaume, Lambiotte and Lefebvre, "Fast unfolding
 * of communities in large networks" (2008); Zhou et al., "Learning with local and global consistency" (2004);
 * docs/leak_free.md, steps 5 to 7.
 *
 * @param device Where labels walk, if they have to
 * @param graph What looks alike
 * @param labelled Indices into the graph's `training`, and their labels, 0 to 9
 * @returns Labels, and how sure each is
 * @throws {RangeError} If a label or an index is out of range
 * @throws {GpuError} If the adapter fails
 *
 * @example Twenty labels for three hundred digits
 * ```ts
 * import {
 *   buildGraph,
 *   drawLabelled,
 *   headOfSet,
 *   loadMnistPackage,
 *   openDevice,
 *   spreadLabels,
 *   TorchGenerator,
 * } from "@tenshot/tenshot";
 *
 * const known = headOfSet((await loadMnistPackage()).train, 300);
 * const indices = drawLabelled(known.labels, 2, new TorchGenerator(0)).flat();
 * using device = await openDevice();
 * const graph = await buildGraph(device, known.images);
 * const { labels } = await spreadLabels(device, graph, { indices, labels: indices.map((i) => known.labels[i]!) });
 * console.log(labels.filter((label, i) => label === known.labels[i]).length, "of 300 are right");
 * ```
 */
export async function spreadLabels(
  device: Device,
  { training, copies }: Graph,
  labelled: LabelledImages,
  { seed = 0, prior = true, onProgress }: SpreadOptions = {},
): Promise<SpreadLabels> {
  const [{ second, way, agreement }] = await drawPseudoLabels(
    symmetricGraph(training),
    [labelled],
    { partitionSeeds: [seed], spreading: { ...PROPAGATION_SETTINGS, prior }, copies },
    gpuOf(device),
    progressFor(onProgress),
  ) as [Awaited<ReturnType<typeof drawPseudoLabels>>[number]];
  return { labels: second.labels, confidences: second.confidences, way, agreement };
}
