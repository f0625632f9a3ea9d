import type { LeakFreeOptions } from "../../config/leak_free_options.ts";
import type { ImageSet } from "../../data/dataset.ts";
import { GROUP_SETTINGS } from "../../spread/groups.ts";
import { PROPAGATION_SETTINGS } from "../../spread/propagation.ts";
import type { GroupsRecord, HardImages, LeakFreeRecord } from "../../record/record.ts";
import { packSprites, pictureOf } from "../../record/sprite_sheet.ts";
import type { HardTestImage } from "../../score/hardest_images.ts";
import type { LeakFreeScores, OnBothGraphs } from "../../score/leak_free_evaluator.ts";
import { summariseSample } from "../../statistics/summarise_sample.ts";
import { underNames } from "../../score/under_names.ts";
import { type DigitMap, mapRecord } from "./digit_map.ts";
import type { LeakFreeInput, LeakFreeOutcome } from "./leak_free.ts";
import type { LeakFreeDrawChoice } from "./leak_free_draws.ts";
import type { DrawPseudoLabels } from "./pseudo_labels.ts";

/** Pictures in a row of the sheet. */
const SHEET_COLUMNS = 12;

/** A finished run, as it is put together. */
export interface FinishedRun {
  readonly options: LeakFreeOptions;
  readonly input: LeakFreeInput;
  readonly choices: readonly LeakFreeDrawChoice[];
  readonly outcome: LeakFreeOutcome;
  readonly map: DigitMap;
  readonly scores: LeakFreeScores;
  readonly timings: { readonly setUpMs: number; readonly baselinesMs: number; readonly evaluationMs: number };
  readonly durationMs: number;
}

/** What the run record keeps of a leak-free run. */
export function leakFreeRecord(run: FinishedRun): LeakFreeRecord {
  const { options, input, choices, outcome, scores, timings } = run;
  const { graph, propagation, votes, network } = outcome.durationsMs;
  const testImages = input.testImages.count;
  const names = scores.draws[0]!.clustering?.names;
  const alone = scores.draws.flatMap(({ labelledAloneTestErrors }) => labelledAloneTestErrors ?? []);
  const known = scores.draws.flatMap(({ knownTestErrors }) => knownTestErrors ?? []);
  const rates = summariseSample(scores.draws.map(({ testErrors }) => testErrors / testImages));
  return {
    trainImages: input.trainImages.count,
    testImages,
    prior: options.prior,
    groups: { ...GROUP_SETTINGS },
    propagation: { ...(input.propagationSettings ?? PROPAGATION_SETTINGS) },
    draws: scores.draws.map((draw, i) => ({
      drawSeed: choices[i]!.drawSeed,
      labelledTrainIndices: choices[i]!.byClass,
      preset: options.preset,
      members: outcome.draws[i]!.network?.members.length ?? 0,
      steps: outcome.steps,
      parameters: outcome.parameters,
      testErrors: draw.testErrors,
      graphTestErrors: draw.graphTestErrors,
      memberTestErrors: draw.memberTestErrors,
      confusion: draw.confusion,
      pseudoLabels: draw.pseudoLabels,
      groups: groupsRecord(outcome.draws[i]!.pseudoLabels, draw.clustering?.names),
      ...(draw.clustering && { clustering: { training: draw.clustering.training, test: draw.clustering.test } }),
      lossCurves: (outcome.draws[i]!.network?.lossCurves ?? []).map((curve) => [...curve]),
      durationMs: (propagation + votes + network) / scores.draws.length,
    })),
    meanErrorRate: rates.mean,
    stdErrorRate: rates.standardDeviation,
    medianErrorRate: rates.median,
    worstErrorRate: rates.maximum,
    errorRateInterval: rates.meanInterval,
    graph: {
      settings: { ...outcome.graphSettings },
      neighbours: outcome.graph.training.k,
      links: outcome.links.columns.length / 2,
      sameLabel: scores.sameLabel,
      pixelSameLabel: scores.pixelSameLabel,
      fromCache: outcome.graphFromStore,
      durationMs: graph,
    },
    baselines: {
      nearestPixelsTestErrors: scores.draws.flatMap((draw) => draw.nearestPixelsTestErrors ?? []),
      pixelGraphTestErrors: scores.draws.flatMap((draw) => draw.pixelGraphTestErrors ?? []),
      pixelGraphTrainErrors: scores.draws.flatMap((draw) => draw.pixelGraphTrainErrors ?? []),
      ...(alone.length > 0 && {
        labelledAloneTestErrors: alone.map(({ bent }) => bent),
        labelledAloneUnbentTestErrors: alone.map(({ unbent }) => unbent),
      }),
      ...(options.baselines && { allLabelsTestErrors: scores.allLabelsTestErrors }),
      ...(known.length > 0 && {
        labelSpreadingTestErrors: onBothGraphs(known.map(({ labelSpreading }) => labelSpreading)),
        poissonTestErrors: onBothGraphs(known.map(({ poisson }) => poisson)),
      }),
      ...(scores.communities && { louvain: scores.communities }),
    },
    map: mapRecord(
      { ...run.map, steps: run.map.steps.map((step) => ({ ...step, labels: underNames(step.labels, names) })) },
      scores.map,
    ),
    ...(scores.hardest.length > 0 && { hardest: withPictures(scores.hardest, input) }),
    timings: {
      ...timings,
      graphMs: graph,
      propagationMs: propagation,
      votesMs: votes,
      networkMs: network,
    },
    durationMs: run.durationMs,
  };
}

/** A draw's groups under their names: by its labels, or those that they were scored as. */
function groupsRecord(
  { way, agreement, named, uneven }: DrawPseudoLabels,
  names: readonly number[] = named.names,
): GroupsRecord {
  return {
    way,
    agreement,
    groups: names.map((name, group) => ({
      name,
      images: named.images[group]!,
      labelled: [...named.labelled[group]!],
    })),
    contradicting: named.contradicting,
    ...(uneven && { uneven }),
  };
}

function onBothGraphs(draws: readonly OnBothGraphs<number>[]): { graph: number[]; pixels: number[] } {
  return { graph: draws.map(({ graph }) => graph), pixels: draws.map(({ pixels }) => pixels) };
}

/** Puts the hardest images and their neighbours on one sheet of pictures. */
function withPictures(
  hardest: readonly HardTestImage[],
  { trainImages, testImages }: Pick<LeakFreeInput, "trainImages" | "testImages">,
): HardImages {
  const pictures: Uint8Array[] = [];
  const places = new Map<string, number>();
  const place = (set: ImageSet, index: number) => {
    const key = `${set === testImages ? "test" : "train"} ${index}`;
    if (!places.has(key)) {
      places.set(key, pictures.push(pictureOf(set.pixels, index)) - 1);
    }
    return places.get(key)!;
  };
  const images = hardest.map((image) => ({
    ...image,
    place: place(testImages, image.testIndex),
    neighbours: image.neighbours.map((neighbour) => ({
      ...neighbour,
      place: place(trainImages, neighbour.trainIndex),
    })),
  }));
  return { images, sheet: packSprites(pictures, SHEET_COLUMNS) };
}
