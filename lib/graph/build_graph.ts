/**
 * The graph: nearest neighbours of all training images, and of test images among the training images, under the image
 * distortion model. No label is known here.
 *
 * @module
 */
import type { ImageSet } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { searchCandidates } from "./candidates.ts";
import { FULL, HALF } from "./gradient_layout.ts";
import { localScales, type NeighbourLists, type Neighbours, scaledNeighbours } from "./local_scaling.ts";
import { fillMutual, nearestOf, neighboursOfNeighbours, offerBack, pairsBack, TwoWayLists } from "./nearest_lists.ts";
import { evenLists, PairDistances } from "./pair_distances.ts";
import { PixelLists } from "./pixel_lists.ts";
import { type PreparedImages, prepareImages } from "./prepared_images.ts";
import { imageFeatures, principalProjection } from "./principal_components.ts";
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

/** Steps of building a graph, in order. */
export type GraphStep = "prepare" | "components" | "candidates" | "coarse" | "fine" | "back" | "passes" | "test";

/** What building a graph reports. */
export type GraphProgress = (step: GraphStep, share: number) => void;

interface Kernels {
  readonly coarse: PairDistances;
  readonly fine: PairDistances;
}

/** One set of images to find neighbours for. */
interface Side {
  readonly images: PreparedImages;
  readonly features: Int16Array<ArrayBuffer>;
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
): Promise<ImageGraph> {
  const owned: { destroy(): void }[] = [];
  try {
    const prepared: PreparedImages[] = [];
    for (const images of [trainImages, testImages]) {
      const one = await prepareImages(gpu, images, (done) => onProgress("prepare", done / images.count));
      owned.push(one.full, one.half);
      prepared.push(one);
    }
    const projection = principalProjection(prepared[0]!.upright);
    const sides = prepared.map((images) => ({ images, features: imageFeatures(images.upright, projection) }));
    onProgress("components", 1);
    const coarse = await PairDistances.create(gpu, { layout: HALF, reach: 1, blockRows: 2 });
    const fine = await PairDistances.create(gpu, { layout: FULL, reach: 2, blockRows: 2 });
    const [training, test] = sides as [Side, Side];
    const pixels = { training: new PixelLists(trainImages.count), test: new PixelLists(testImages.count) };
    const lists = await nearestLists(gpu, { coarse, fine }, training, training, pixels.training, settings, onProgress);
    await measureBack(fine, lists, training, training, onProgress);
    offerBack(lists);
    for (let pass = 0; pass < settings.passes; pass++) {
      await passOverNeighbours(fine, lists, training, lists, training, settings, onProgress);
      await measureBack(fine, lists, training, training, onProgress);
      offerBack(lists);
    }
    const onTestProgress: GraphProgress = (step, share) => onProgress("test", testShare(step, share));
    const testLists = await nearestLists(
      gpu,
      { coarse, fine },
      test,
      training,
      pixels.test,
      settings,
      onTestProgress,
    );
    for (let pass = 0; pass < settings.passes; pass++) {
      await passOverNeighbours(fine, testLists, test, lists, training, settings, onTestProgress);
    }
    await measureBack(fine, testLists, test, training, onTestProgress);
    return {
      ...scaledSets({ training: lists, test: testLists }, settings.neighbours),
      pixels: scaledSets(pixels, settings.neighbours),
    };
  } finally {
    for (const texture of owned) texture.destroy();
  }
}

/** How much of the test images' part is done at a step of it. */
function testShare(step: GraphStep, share: number): number {
  if (step === "candidates") return 0.4 * share;
  if (step === "coarse") return 0.4;
  if (step === "fine") return 0.4 + 0.4 * share;
  return step === "passes" ? 0.8 + 0.1 * share : 0.9 + 0.1 * share;
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

/** Candidates by cosine, the nearest of them at half size, the nearest of those at full size. */
async function nearestLists(
  gpu: Gpu,
  { coarse, fine }: Kernels,
  own: Side,
  training: Side,
  pixels: PixelLists,
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
    pixels.fill(firstRow, found, candidates, own.features, training.features);
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
  trainingLists: TwoWayLists,
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
