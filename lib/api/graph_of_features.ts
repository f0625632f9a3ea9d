import { featureNeighbours, type FeatureRows } from "../graph/feature_neighbours.ts";
import { localScales, scaledNeighbours } from "../graph/local_scaling.ts";
import { type Device, gpuOf } from "./device.ts";
import type { FeatureGraphOptions, Graph } from "./shapes.ts";

/** Neighbours among which local scaling chooses, and the least that it needs. */
const LIST_WIDTH = 40;

/**
 * The graph of rows whose features are near, by Euclidean distance, scaled locally: so labels can be spread over anything
 * that has features, such as the embeddings of another network. Source: Zelnik-Manor and Perona, "Self-tuning spectral
 * clustering" (2004), section 2.
 *
 * All pairs are compared on the device, in float32, and the nearest measured again in float64: N²·D products, 4·N bytes a row
 * under way. Features count as they are; scale those that should count alike before.
 *
 * Rows given as `test` are classified by `vote(graph.test, labels, classes)`, with the labels that {@linkcode spreadLabels} gives.
 *
 * @param device Where it is computed
 * @param features f32 [N, D], finite; N at least 2
 * @returns Weighted neighbours of every row
 * @throws {RangeError} If the rows are not whole, fewer than two, or hold a value that is not finite
 * @throws {GpuError} If the adapter fails, or has no room
 *
 * @example Two heaps of points, one label each
 * ```ts
 * import { graphOfFeatures, openDevice, spreadLabels } from "@tenshot/tenshot";
 *
 * const values = Float32Array.from({ length: 80 }, (_, i) => Math.sin(i * i) + (i < 40 ? 0 : 9));
 * using device = await openDevice();
 * const graph = await graphOfFeatures(device, { values, dimensions: 2 });
 * const { labels } = await spreadLabels(device, graph, { indices: [0, 39], labels: [0, 1], classes: 2 });
 * console.log(labels.slice(0, 20), labels.slice(20));
 * ```
 */
export async function graphOfFeatures(
  device: Device,
  features: FeatureRows,
  options: FeatureGraphOptions = {},
): Promise<Graph> {
  const { test = { values: new Float32Array(), dimensions: features.dimensions }, neighbours = 10 } = options;
  if (!Number.isSafeInteger(neighbours) || neighbours < 1) {
    throw new RangeError(`Building a graph of features: found ${neighbours} neighbours, wanted at least 1`);
  }
  const gpu = gpuOf(device);
  const width = Math.max(LIST_WIDTH, neighbours);
  const lists = await featureNeighbours(gpu, features, features, width, true);
  const ofTest = await featureNeighbours(gpu, test, features, width, false);
  const scales = localScales(lists);
  return {
    training: scaledNeighbours(lists, scales, scales, neighbours),
    test: scaledNeighbours(ofTest, localScales(ofTest), scales, neighbours),
  };
}
