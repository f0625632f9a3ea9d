import type { ImageSet } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { ABSENT } from "./candidates.ts";
import { amongAll, distinctImages, findCopies } from "./copies.ts";
import type { GraphStore } from "./graph_file.ts";
import { localScales, type Neighbours, scaledNeighbours } from "./local_scaling.ts";
import {
  distanceKernels,
  type GraphProgress,
  nearestOfOthers,
  nearestTraining,
  withSides,
} from "./neighbour_search.ts";
import { decodeIndex, encodeIndex, indexKey, searchIndex } from "./search_index.ts";
import type { GraphSettings } from "./settings.ts";

/** Neighbours of some images, and whether that took building the training images' own. */
export interface FoundNeighbours {
  readonly neighbours: Neighbours;
  /**
   * f64 [images]: how far an image's seventh neighbour is, against how far those of its neighbours are on the mean, but at
   * least as far as a training image's is in the median: some digits are all but alike. Near 1 for what is like the training
   * images, more for what is not. Source: the idea of the local outlier factor, Breunig et al. (2000).
   */
  readonly farness: Float64Array;
  readonly indexFromStore: boolean;
}

/**
 * The nearest training images of further images, each found by itself: what `buildGraph` finds for a test image that has
 * the same pixels. Should the index of the training images not be in the store, it is built, which takes as long as a
 * graph does, and stored.
 *
 * @throws {GpuError} If the adapter fails.
 */
export async function findNeighbours(
  gpu: Gpu,
  images: ImageSet,
  trainImages: ImageSet,
  settings: GraphSettings,
  store?: GraphStore,
  onProgress: GraphProgress = () => {},
): Promise<FoundNeighbours> {
  const key = indexKey(trainImages, settings, gpu.traits.description);
  const copies = findCopies(trainImages);
  const distinct = distinctImages(trainImages, copies);
  const kept = await store?.read(key).catch(() => undefined);
  const stored = kept && decodeIndex(kept, { count: distinct.count, width: settings.neighbours });
  if (kept && !stored) store?.damaged?.(key);
  return await withSides(gpu, distinct, images, onProgress, async (training, own) => {
    const kernels = await distanceKernels(gpu);
    let index = stored;
    if (index === undefined) {
      const lists = await nearestTraining(gpu, kernels, training, undefined, settings, onProgress);
      index = searchIndex(lists, settings.neighbours);
      // A store that cannot be written costs time, not the answer.
      await store?.write(key, encodeIndex(index)).catch(() => {});
    }
    const lists = await nearestOfOthers(gpu, kernels, own, training, index, undefined, settings, onProgress);
    const scales = localScales(lists);
    const neighbours = scaledNeighbours(lists, scales, index.scales, settings.neighbours);
    const usual = index.scales.toSorted()[Math.floor(index.scales.length / 2)]!;
    return {
      neighbours: amongAll(neighbours, copies),
      farness: scales.map((scale, image) => {
        const around = neighbours.ids.subarray(image * neighbours.k, (image + 1) * neighbours.k)
          .filter((id) => id !== ABSENT);
        const theirs = around.reduce((sum, id) => sum + index.scales[id]!, 0) / around.length;
        return scale / Math.max(usual, theirs);
      }),
      indexFromStore: stored !== undefined,
    };
  });
}
