import { IMAGE_PIXELS } from "../../data/dataset.ts";
import type { Gpu } from "../../gpu/gpu.ts";
import { type AugmentSettings, NO_AUGMENT } from "../../kernels/augment/settings.ts";
import { findCopies } from "../../graph/copies.ts";
import { labelsOfFirsts } from "../../spread/labels_of_copies.ts";
import { labelSpreading } from "../../spread/label_spreading.ts";
import { nearestPixels } from "../../spread/nearest_pixels.ts";
import { poissonLearning } from "../../spread/poisson_learning.ts";
import { type LabelledImages, PROPAGATION_SETTINGS } from "../../spread/propagation.ts";
import { Propagation } from "../../spread/propagation_gpu.ts";
import { symmetricGraph } from "../../graph/sparse_graph.ts";
import { vote } from "../../spread/vote.ts";
import type { Progress } from "../../run/progress.ts";
import { pictureOf } from "../../record/sprite_sheet.ts";
import type { LeakFreeInput, LeakFreeOutcome } from "./leak_free.ts";
import { addToVote, type NetworkStage } from "./network_stage.ts";

/** What plainer methods decide on a draw; a draw without labels has none. */
export interface BaselineDraw {
  /** u8 [test images]: the class of the nearest labelled image by pixels. */
  readonly nearestPixels?: Uint8Array;
  /** Spreading over neighbours by the cosine of deskewed, blurred pixels, without deformation. */
  readonly pixelGraph?: { readonly trainLabels: Uint8Array; readonly predictions: Uint8Array };
  /** Methods that are known elsewhere, each followed by the same vote; only where they were asked for. */
  readonly known?: KnownMethods;
  /** The preset's networks, trained as long on the labelled images alone, bent or as they are. u8 [test images] */
  readonly labelledAlone?: { readonly bent: Uint8Array; readonly unbent: Uint8Array };
}

/** u8 [test images] each: what methods that are known elsewhere decide, on the run's graph and on that by pixels. */
export interface KnownMethods {
  readonly labelSpreading: { readonly graph: Uint8Array; readonly pixels: Uint8Array };
  readonly poisson: { readonly graph: Uint8Array; readonly pixels: Uint8Array };
}

/**
 * Runs the plainer methods on the same draws; they know no more labels than the protocol itself.
 *
 * @param networkOf The protocol's network stage, with images bent in a way of its own or in the protocol's; gives none for
 * a preset without, and is absent where the costlier methods were not asked for.
 */
export async function runBaselines(
  input: LeakFreeInput,
  { graph, links }: LeakFreeOutcome,
  gpu: Gpu,
  progress: Progress,
  networkOf?: (augment?: AugmentSettings) => NetworkStage | undefined,
): Promise<BaselineDraw[]> {
  const { trainImages, testImages } = input;
  const { classes } = input.draws[0]!;
  const copies = findCopies(trainImages);
  const draws = input.draws.map((labelled) => labelsOfFirsts(labelled, copies));
  // Without a label none of these methods has a beginning.
  if (draws.every(({ indices }) => indices.length === 0)) return draws.map(() => ({}));
  const stage = progress.stage("Baselines", 100);
  const pixelLinks = symmetricGraph(graph.pixels.training);
  const propagation = await Propagation.create(
    gpu,
    pixelLinks,
    classes,
    input.propagationSettings ?? PROPAGATION_SETTINGS,
  );
  const passes = await propagation
    .run(draws, (share) => stage.update(Math.floor(share * 50), "labels over pixels"))
    .finally(() => propagation.dispose());
  const knownMethods = (labelled: LabelledImages): KnownMethods => {
    const onBoth = (method: typeof poissonLearning) => ({
      graph: vote(graph.test, method(links, labelled), classes).predictions,
      pixels: vote(graph.pixels.test, method(pixelLinks, labelled), classes).predictions,
    });
    return { labelSpreading: onBoth(labelSpreading), poisson: onBoth(poissonLearning) };
  };
  const decided = draws.map((labelled, draw): BaselineDraw => {
    stage.update(50 + Math.floor(50 * draw / draws.length), "nearest pixels");
    const trainLabels = passes[draw]!.second.labels;
    return {
      nearestPixels: nearestPixels(testImages, trainImages, labelled),
      pixelGraph: { trainLabels, predictions: vote(graph.pixels.test, trainLabels, classes).predictions },
      ...(networkOf && { known: knownMethods(labelled) }),
    };
  });
  stage.finish();
  const [bent, unbent] = [networkOf?.(), networkOf?.(NO_AUGMENT)];
  if (bent === undefined || unbent === undefined) return decided;
  const withNetworks: BaselineDraw[] = [];
  for (const [draw, labelled] of draws.entries()) {
    withNetworks.push({
      ...decided[draw]!,
      labelledAlone: {
        bent: await labelledAlone(bent, input, labelled, gpu, progress),
        unbent: await labelledAlone(unbent, input, labelled, gpu, progress),
      },
    });
  }
  return withNetworks;
}

/** What networks say that have seen the labelled images alone. */
async function labelledAlone(
  network: NetworkStage,
  { trainImages, testImages }: LeakFreeInput,
  { indices, labels, classes }: LabelledImages,
  gpu: Gpu,
  progress: Progress,
): Promise<Uint8Array> {
  const pixels = new Uint8Array(indices.length * IMAGE_PIXELS);
  indices.forEach((index, i) => {
    pixels.set(pictureOf(trainImages.pixels, index), i * IMAGE_PIXELS);
  });
  const labelledImages = { count: indices.length, pixels };
  const { draws } = await network(
    { trainImages: labelledImages, testImages, labels: [Uint8Array.from(labels)] },
    gpu,
    progress,
  );
  const noVote = { classes, shares: new Float32Array(testImages.count * classes) };
  return addToVote(draws[0]!, noVote);
}
