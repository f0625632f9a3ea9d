/**
 * The graph: nearest neighbours of all training images, and of test images among the training images, under the image
 * distortion model. No label is known here.
 *
 * @module
 */
import type { ImageSet } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { localScales, type NeighbourLists, type Neighbours, scaledNeighbours } from "./local_scaling.ts";
import {
  distanceKernels,
  type GraphProgress,
  nearestOfOthers,
  nearestTraining,
  withSides,
} from "./neighbour_search.ts";
import { PixelLists } from "./pixel_lists.ts";
import { type SearchIndex, searchIndex } from "./search_index.ts";
import type { GraphSettings } from "./settings.ts";

export type { GraphProgress, GraphStep } from "./neighbour_search.ts";

/** Neighbours among the training images, of both sets. */
export interface NeighbourSets {
  /** Of every training image. */
  readonly training: Neighbours;
  /** Of every test image; each found by itself. */
  readonly test: Neighbours;
}

/** Neighbours under the image distortion model. */
export interface ImageGraph extends NeighbourSets {
  /** Neighbours by the cosine of deskewed, blurred pixels alone, which the graph is compared with. */
  readonly pixels: NeighbourSets;
}

/** A graph, and what it takes to find neighbours of further images in it. */
export interface BuiltGraph extends ImageGraph {
  readonly index: SearchIndex;
}

/**
 * Builds the graph.
 *
 * @param onProgress Is told the step and the share of it that is done.
 * @throws {GpuError} If the adapter fails.
 */
export async function buildGraph(
  gpu: Gpu,
  trainImages: ImageSet,
  testImages: ImageSet,
  settings: GraphSettings,
  onProgress: GraphProgress = () => {},
): Promise<BuiltGraph> {
  return await withSides(gpu, trainImages, testImages, onProgress, async (training, test) => {
    const kernels = await distanceKernels(gpu);
    const pixels = { training: new PixelLists(trainImages.count), test: new PixelLists(testImages.count) };
    const lists = await nearestTraining(gpu, kernels, training, pixels.training, settings, onProgress);
    const index = searchIndex(lists, settings.neighbours);
    const testLists = await nearestOfOthers(gpu, kernels, test, training, index, pixels.test, settings, onProgress);
    return {
      ...scaledSets({ training: lists, test: testLists }, settings.neighbours),
      pixels: scaledSets(pixels, settings.neighbours),
      index,
    };
  });
}

function scaledSets(
  { training, test }: { readonly training: NeighbourLists; readonly test: NeighbourLists },
  neighbours: number,
): NeighbourSets {
  const scales = localScales(training);
  return {
    training: scaledNeighbours(training, scales, scales, neighbours),
    test: scaledNeighbours(test, localScales(test), scales, neighbours),
  };
}
