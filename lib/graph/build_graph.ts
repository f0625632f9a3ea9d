/**
 * The graph: nearest neighbours of all training images, and of test images among the training images, under the image
 * distortion model. No label is known here.
 *
 * @module
 */
import type { ImageSet } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { amongAll, type Copies, distinctImages, findCopies, ofAll } from "./copies.ts";
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
  /** Of the training images that differ. */
  readonly index: SearchIndex;
}

/**
 * Builds the graph. Of exact copies among the training images each counts once (see `copies.ts`).
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
  const copies = findCopies(trainImages);
  const distinct = distinctImages(trainImages, copies);
  return await withSides(gpu, distinct, testImages, onProgress, async (training, test) => {
    const kernels = await distanceKernels(gpu);
    const pixels = { training: new PixelLists(distinct.count), test: new PixelLists(testImages.count) };
    const lists = await nearestTraining(gpu, kernels, training, pixels.training, settings, onProgress);
    const index = searchIndex(lists, settings.neighbours);
    const testLists = await nearestOfOthers(gpu, kernels, test, training, index, pixels.test, settings, onProgress);
    return {
      ...scaledSets({ training: lists, test: testLists }, settings.neighbours, copies),
      pixels: scaledSets(pixels, settings.neighbours, copies),
      index,
    };
  });
}

function scaledSets(
  { training, test }: { readonly training: NeighbourLists; readonly test: NeighbourLists },
  neighbours: number,
  copies: Copies | undefined,
): NeighbourSets {
  const scales = localScales(training);
  return {
    training: ofAll(scaledNeighbours(training, scales, scales, neighbours), copies),
    test: amongAll(scaledNeighbours(test, localScales(test), scales, neighbours), copies),
  };
}
