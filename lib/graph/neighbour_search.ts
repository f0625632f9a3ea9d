/**
 * How neighbours are found: candidates, then distances under the image distortion model, then neighbours' neighbours.
 *
 * @module
 */
import type { ImageSet } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { searchCandidates } from "./candidates.ts";
import {
  fillMutual,
  type ListedIds,
  nearestOf,
  neighboursOfNeighbours,
  offerBack,
  pairsBack,
  TwoWayLists,
} from "./nearest_lists.ts";
import { evenLists, PairDistances } from "./pair_distances.ts";
import type { PixelLists } from "./pixel_lists.ts";
import { type PreparedImages, prepareImages } from "./prepared_images.ts";
import { imageFeatures, principalProjection } from "./principal_components.ts";
import type { SearchIndex } from "./search_index.ts";
import { COARSE_DISTANCE, FINE_DISTANCE } from "./distance_plans.ts";
import type { GraphSettings } from "./settings.ts";

/** Steps of building a graph, in order. */
export type GraphStep = "prepare" | "components" | "candidates" | "coarse" | "fine" | "back" | "passes" | "test";

/** What building a graph reports. */
export type GraphProgress = (step: GraphStep, share: number) => void;

/** Distances at half and at full size. */
export interface DistanceKernels {
  readonly coarse: PairDistances;
  readonly fine: PairDistances;
}

/** One set of images to find neighbours for, or among. */
export interface Side {
  readonly images: PreparedImages;
  readonly features: Int16Array<ArrayBuffer>;
}

/** Compiles the kernels of both distances. */
export async function distanceKernels(gpu: Gpu): Promise<DistanceKernels> {
  return {
    coarse: await PairDistances.create(gpu, COARSE_DISTANCE),
    fine: await PairDistances.create(gpu, FINE_DISTANCE),
  };
}

/**
 * Prepares training images, then others, if there are any, whose features are in the training images' components.
 *
 * @param work What is done with them; their textures are destroyed after it.
 * @returns What `work` gives.
 */
export async function withSides<T>(
  gpu: Gpu,
  trainImages: ImageSet,
  otherImages: ImageSet,
  onProgress: GraphProgress,
  work: (training: Side, others: Side) => Promise<T>,
): Promise<T> {
  const owned: { destroy(): void }[] = [];
  const prepare = async (images: ImageSet) => {
    const prepared = await prepareImages(gpu, images, (done) => onProgress("prepare", done / images.count));
    owned.push(prepared.full, prepared.half);
    return prepared;
  };
  try {
    const training = await prepare(trainImages);
    // No texture is of no image: of none, nothing is read.
    const others = otherImages.count === 0
      ? { ...training, count: 0, upright: new Float32Array() }
      : await prepare(otherImages);
    const projection = principalProjection(training.upright);
    const sideOf = (images: PreparedImages): Side => ({ images, features: imageFeatures(images.upright, projection) });
    const sides = [sideOf(training), sideOf(others)] as const;
    onProgress("components", 1);
    return await work(...sides);
  } finally {
    for (const texture of owned) texture.destroy();
  }
}

/** The training images' nearest among each other, with both distances. */
export async function nearestTraining(
  gpu: Gpu,
  kernels: DistanceKernels,
  training: Side,
  pixels: PixelLists | undefined,
  settings: GraphSettings,
  onProgress: GraphProgress,
): Promise<TwoWayLists> {
  const { fine } = kernels;
  const lists = await nearestLists(gpu, kernels, training, training, pixels, settings, onProgress);
  await measureBack(fine, lists, training, training, onProgress);
  offerBack(lists);
  for (let pass = 0; pass < settings.passes; pass++) {
    await passOverNeighbours(fine, lists, training, lists, training, settings, onProgress);
    await measureBack(fine, lists, training, training, onProgress);
    offerBack(lists);
  }
  return lists;
}

/**
 * The nearest training images of other images, each found by itself, with both distances.
 *
 * @param onProgress Is told the share of the step `test`.
 */
export async function nearestOfOthers(
  gpu: Gpu,
  kernels: DistanceKernels,
  own: Side,
  training: Side,
  { nearest }: Pick<SearchIndex, "nearest">,
  pixels: PixelLists | undefined,
  settings: GraphSettings,
  onProgress: GraphProgress,
): Promise<TwoWayLists> {
  if (own.images.count === 0) {
    return new TwoWayLists(settings.kept, { ids: new Uint32Array(), distances: new Uint32Array() });
  }
  const onStep: GraphProgress = (step, share) => onProgress("test", testShare(step, share));
  const lists = await nearestLists(gpu, kernels, own, training, pixels, settings, onStep);
  for (let pass = 0; pass < settings.passes; pass++) {
    await passOverNeighbours(kernels.fine, lists, own, nearest, training, settings, onStep);
  }
  await measureBack(kernels.fine, lists, own, training, onStep);
  return lists;
}

/** How much of the other images' part is done at a step of it. */
function testShare(step: GraphStep, share: number): number {
  if (step === "candidates") return 0.4 * share;
  if (step === "coarse") return 0.4;
  if (step === "fine") return 0.4 + 0.4 * share;
  return step === "passes" ? 0.8 + 0.1 * share : 0.9 + 0.1 * share;
}

/** Candidates by cosine, the nearest of them at half size, the nearest of those at full size. */
async function nearestLists(
  gpu: Gpu,
  { coarse, fine }: DistanceKernels,
  own: Side,
  training: Side,
  pixels: PixelLists | undefined,
  settings: GraphSettings,
  onProgress: GraphProgress,
): Promise<TwoWayLists> {
  const { candidates, measured, kept } = settings;
  const rows = own.images.count;
  const chosen = new Uint32Array(rows * measured);
  await searchCandidates(gpu, {
    rows: own.features,
    columns: training.features,
    k: candidates,
    excludeSelf: own === training,
  }, async (firstRow, found) => {
    onProgress("candidates", firstRow / rows);
    pixels?.fill(firstRow, found, candidates, own.features, training.features);
    const distances = await coarse.measure(
      own.images.half,
      training.images.half,
      evenLists(firstRow, found, candidates),
    );
    chosen.set(nearestOf(found, distances, candidates, measured).ids, firstRow * measured);
  });
  onProgress("coarse", 1);
  const distances = await fine.measure(
    own.images.full,
    training.images.full,
    evenLists(0, chosen, measured),
    (share) => onProgress("fine", share),
  );
  return new TwoWayLists(kept, nearestOf(chosen, distances, measured, kept));
}

/** Measures the ways back that are missing. */
async function measureBack(
  fine: PairDistances,
  lists: TwoWayLists,
  own: Side,
  training: Side,
  onProgress: GraphProgress,
): Promise<void> {
  if (own === training) fillMutual(lists);
  const { pairs, places } = pairsBack(lists, training.images.count);
  const distances = await fine.measure(
    training.images.full,
    own.images.full,
    pairs,
    (share) => onProgress("back", share),
  );
  places.forEach((place, i) => lists.backward[place] = distances[i]!);
}

/** Measures neighbours' neighbours and keeps what is near enough. */
async function passOverNeighbours(
  fine: PairDistances,
  lists: TwoWayLists,
  own: Side,
  trainingLists: ListedIds,
  training: Side,
  settings: GraphSettings,
  onProgress: GraphProgress,
): Promise<void> {
  const pairs = neighboursOfNeighbours(lists, trainingLists, settings.neighbours, settings.perPass, own === training);
  const distances = await fine.measure(
    own.images.full,
    training.images.full,
    pairs,
    (share) => onProgress("passes", share),
  );
  for (let list = 0; list < lists.count; list++) {
    for (let at = pairs.offsets[list]!; at < pairs.offsets[list + 1]!; at++) {
      lists.insert(list, pairs.moving[at]!, distances[at]!, 0xffffffff);
    }
  }
}
