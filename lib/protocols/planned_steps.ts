/**
 * What a run of `reproduce` will do, step by step, and what each step costs.
 *
 * @module
 */
import type { ReproduceOptions } from "../config/options.ts";
import { NOTEBOOK_SETTINGS, type PublishedSettings, QUICK_SETTINGS } from "../config/published_settings.ts";
import { CLASSES } from "../data/dataset.ts";
import { LEAK_FREE_NETWORK } from "../ensemble/network.ts";
import type { PlannedStep } from "../run/run_clock.ts";
import type { PresetSettings } from "./leak_free/leak_free_presets.ts";

/**
 * Costs in milliseconds on two CPU cores with software Vulkan. Source: what steps of full and of quick runs took there; a run
 * corrects them by its own pace.
 */
const COSTS = {
  /** An image's pass through ten models of the notebook, both scores. */
  scoredImage: 0.18,
  scoring: 30,
  /** Compiling the notebook's kernels. */
  preparingModels: 1500,
  /** An image of an epoch of one try, and what a stage takes besides. */
  trainedImage: { stage1: 0.12, stage2: 0.085 },
  training: 1200,
  audit: 500,
  /** A training or test image whose neighbours are searched among all others, and principal components. */
  graphImage: 1.2,
  graphPair: 2e-5,
  graph: 7000,
  graphRead: 800,
  /** A training image in a draw's groups. */
  grouped: 0.25,
  preparedImage: 0.03,
  preparing: 4000,
  /** A step of the networks of presets `laptop` and `quick`; of others by their parameters. */
  step: 200,
  /** An image that a network predicts, in all its views. */
  predictedImage: 0.9,
  baselineImage: 0.08,
  baselineDrawImage: 0.05,
  knownMethodsImage: 1,
  evaluation: 500,
  evaluatedImage: 0.03,
} as const;

/** Tries that a digit takes: the mean of seeds 0 to 9, and the share of those that it may where that is fewer. */
const TRIES = { stage1: { mean: 6.6, share: 0.55 }, stage2: { mean: 2.7, share: 0.95 } } as const;

/** What a plan depends on beyond the options. */
export interface PlanGround {
  /** Images that the options leave of each set. */
  readonly trainImages: number;
  readonly testImages: number;
  /** Seeds of the notebook's protocol; 0 where it does not run. */
  readonly seeds: number;
  /** Absent where the leak-free protocol does not run. */
  readonly leakFree?: {
    readonly trainImages: number;
    readonly testImages: number;
    /** Absent for a preset without. */
    readonly network: PresetSettings | undefined;
    readonly graphIsKept: boolean;
  };
}

/** The steps of the notebook's protocols on one seed, in their order. */
export function notebookSteps(
  settings: PublishedSettings,
  protocol: "published" | "corrected",
  trainImages: number,
  testImages: number,
): PlannedStep[] {
  const scored = (name: string, images: number) => ({ name, costMs: COSTS.scoring + COSTS.scoredImage * images });
  const trained = (name: string, stage: keyof typeof TRIES) => {
    const { maxTries, epochs, imagesPerClass } = settings[stage];
    const tries = CLASSES * Math.min(TRIES[stage].mean, TRIES[stage].share * maxTries);
    return { name, costMs: COSTS.training + COSTS.trainedImage[stage] * tries * epochs * imagesPerClass };
  };
  const train = Math.min(settings.trainImages, trainImages);
  const test = Math.min(settings.testImages, testImages);
  const early = [trained("Stage 1", "stage1"), scored("Pseudo-labels", train)];
  const ofFirst = scored("Stage 1 on test images", test);
  const second = trained("Stage 2", "stage2");
  const ofSecond = [scored("Stage 2 on test images", test), scored("Stage 2 on training images", train)];
  return protocol === "corrected" ? [...early, second, ofFirst, ...ofSecond] : [...early, ofFirst, second, ...ofSecond];
}

/** The steps of a run, in their order; one that turns out not to be needed is passed over. */
export function plannedSteps(options: ReproduceOptions, ground: PlanGround): PlannedStep[] {
  const { seeds, leakFree } = ground;
  const settings = options.quick ? QUICK_SETTINGS : NOTEBOOK_SETTINGS;
  const protocol = options.protocol === "corrected" ? "corrected" : "published";
  const ofSeed = notebookSteps(settings, protocol, ground.trainImages, ground.testImages);
  const total = (steps: readonly PlannedStep[]) => steps.reduce((sum, { costMs }) => sum + costMs, 0);
  const audit = protocol === "corrected" ? [] : [{ name: "Audit", costMs: COSTS.audit }];
  const ofSeeds = options.seeds === "" ? ofSeed : [{ name: seedsName(seeds), costMs: seeds * total(ofSeed) }];
  const models = { name: "Preparing models", costMs: COSTS.preparingModels };
  const notebook = seeds === 0 ? [] : [models, ...ofSeeds, ...audit];
  return [...notebook, ...leakFree ? leakFreeSteps(options, leakFree) : []];
}

/** What the one bar of several seeds is called. */
export function seedsName(seeds: number): string {
  return seeds === 1 ? "1 seed" : `${seeds} seeds`;
}

function leakFreeSteps(
  { draws, labelsPerClass, labelledIndices, baselines }: ReproduceOptions,
  { trainImages, testImages, network, graphIsKept }: NonNullable<PlanGround["leakFree"]>,
): PlannedStep[] {
  const unlabelled = labelsPerClass === 0 && labelledIndices === "";
  const drawn = labelledIndices === "" ? draws : 1;
  // Labelled draws share their groups.
  const partitions = unlabelled ? drawn : 1;
  const images = trainImages + testImages;
  const ownNetworks = (draws: number, trained: number): PlannedStep[] => {
    if (network === undefined) return [];
    const size = draws * network.members * network.network.parameterCount / LEAK_FREE_NETWORK.parameterCount;
    return [
      { name: "Preparing networks", costMs: COSTS.preparing + COSTS.preparedImage * (trained + testImages) },
      { name: "Networks", costMs: COSTS.step * network.steps * size },
      { name: "Predictions", costMs: COSTS.predictedImage * testImages * size },
    ];
  };
  const graph = COSTS.graph + COSTS.graphImage * images + COSTS.graphPair * trainImages * images;
  const baseline = trainImages * (COSTS.baselineImage + drawn * COSTS.baselineDrawImage +
    (baselines ? drawn * COSTS.knownMethodsImage : 0));
  return [
    { name: "Graph", costMs: graphIsKept ? COSTS.graphRead : graph },
    { name: "Groups", costMs: partitions * COSTS.grouped * trainImages },
    // About half of the draws come to the same pseudo-labels as another one, and share its networks.
    ...ownNetworks(Math.ceil((drawn + 1) / 2), trainImages),
    ...(unlabelled ? [] : [
      { name: "Baselines", costMs: baseline },
      ...baselines ? Array.from({ length: 2 * drawn }, () => ownNetworks(1, 10 * labelsPerClass)).flat() : [],
    ]),
    { name: "Evaluation", costMs: COSTS.evaluation + COSTS.evaluatedImage * trainImages },
  ];
}
