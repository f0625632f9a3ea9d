/**
 * The notebook's steps, as the published and the corrected protocol share them.
 *
 * @module
 */
import type { PublishedSettings } from "../../config/published_settings.ts";
import { type Dataset, headOfSet, type LabelledSet } from "../../data/dataset.ts";
import { drawLabelled, drawUpTo } from "../../data/draw.ts";
import type { Architecture } from "../../ensemble/architecture.ts";
import { TorchGenerator } from "../../random/torch_generator.ts";
import type { Progress } from "../../run/progress.ts";
import type { CosineTensor } from "../../infer/cosine_tensor.ts";
import type { Scorer } from "../../infer/scorer.ts";
import type { StageOutcome } from "./stage.ts";

/** What the notebook's protocols run on. */
export interface NotebookInput {
  /** The architecture of every member. */
  readonly model: Architecture;
  /** Its heads are used, as long as the settings say. */
  readonly dataset: Dataset;
  /** The table before any permutation: row d stands for digit d. */
  readonly labelVectors: readonly Float32Array[];
  /** Sizes, thresholds, tries and epochs. */
  readonly settings: PublishedSettings;
  /** Seeds N (stage 1) and N + 1 (stage 2). */
  readonly seed: number;
  /** Tries trained side by side; 0: as many as the trainer likes best. */
  readonly waveWidth: number;
  /** Set-up so far, for the record's timings. */
  readonly setUpMs: number;
}

/** The models that a protocol ends with, and what they answered to the test images. */
export interface FinalModels {
  /** Row d: digit d's model after stage 2. */
  readonly models: readonly Float32Array[];
  /** Row d: the vector that it was to answer. */
  readonly labelVectors: readonly Float32Array[];
  /** The test images that were scored. */
  readonly test: LabelledSet;
  /** Of the models on those images. */
  readonly testCosines: CosineTensor;
}

/** What a stage trains on. */
export interface StageData {
  /** Row d: training-set indices of digit d's images. */
  readonly trainIndices: number[][];
  /** Row i of the stage's table of label vectors is this row of the table before it. */
  readonly permutation: Int32Array;
  /** Row d: the vector that digit d's model is to answer. */
  readonly labelVectors: Float32Array[];
}

/** The heads of both sets, as long as the settings say. */
export function headsOf({ dataset, settings }: NotebookInput): { train: LabelledSet; test: LabelledSet } {
  return {
    train: headOfSet(dataset.train, Math.min(settings.trainImages, dataset.train.images.count)),
    test: headOfSet(dataset.test, Math.min(settings.testImages, dataset.test.images.count)),
  };
}

/** Draws the labelled set and the first table: manual_seed(N), a permutation of each digit's images, one of the table. */
export function drawFirstStage({ settings, seed, labelVectors }: NotebookInput, train: LabelledSet): StageData {
  const generator = new TorchGenerator(seed);
  const trainIndices = drawLabelled(train.labels, settings.stage1.imagesPerClass, generator);
  const permutation = generator.randperm(labelVectors.length);
  return { trainIndices, permutation, labelVectors: permuted(labelVectors, permutation) };
}

/** Draws from the kept images: manual_seed(N + 1), a permutation of each class's kept images, one of the table. */
export function drawSecondStage(
  { settings, seed }: NotebookInput,
  kept: { readonly indices: Int32Array; readonly labels: Uint8Array },
  labelVectors: readonly Float32Array[],
): StageData {
  const generator = new TorchGenerator(seed + 1);
  const chosen = drawUpTo(kept.labels, settings.stage2.imagesPerClass, generator);
  const permutation = generator.randperm(labelVectors.length);
  return {
    trainIndices: chosen.map((row) => row.map((i) => kept.indices[i]!)),
    permutation,
    labelVectors: permuted(labelVectors, permutation),
  };
}

/**
 * Scores a set with a stage's models under a bar of progress.
 *
 * @param reduce Takes what is wanted of the cosines; those of a training set are large and not to be held on to.
 */
export async function scored<T>(
  scorer: Scorer,
  name: string,
  { images }: Pick<LabelledSet, "images">,
  { models, labelVectors }: Pick<FinalModels, "models" | "labelVectors">,
  progress: Progress,
  reduce: (cosines: CosineTensor) => T,
): Promise<{ result: T; durationMs: number }> {
  const startMs = performance.now();
  const bar = progress.stage(name, images.count);
  const report = (share: number) => bar.update(Math.floor(share * images.count));
  const result = reduce(await scorer.cosines(images, models, labelVectors, report));
  bar.finish();
  return { result, durationMs: performance.now() - startMs };
}

/** What the run record keeps of a stage's training. */
export function trainingRecord(stage: StageOutcome, { permutation }: StageData) {
  const { tries, lossByTry, winningLoss, lossCurve, trainSetSizes, durationMs } = stage;
  return {
    labelVectorPermutation: Array.from(permutation),
    tries,
    lossByTry,
    winningLoss,
    lossCurve,
    trainSetSizes,
    durationMs,
  };
}

/** What the run record keeps of the input. */
export function inputRecord(
  input: NotebookInput,
  { train, test }: { train: LabelledSet; test: LabelledSet },
  { trainIndices }: StageData,
) {
  return {
    settings: { ...input.settings, trainImages: train.images.count, testImages: test.images.count },
    parameters: input.model.parameterCount,
    labelledTrainIndices: trainIndices,
    labelVectors: input.labelVectors.map((vector) => Array.from(vector, (x) => Number(x.toPrecision(7)))),
  };
}

/** Row i of the result is row `permutation[i]` of the table. */
function permuted<T>(table: readonly T[], permutation: Int32Array): T[] {
  return Array.from(permutation, (row) => table[row]!);
}
