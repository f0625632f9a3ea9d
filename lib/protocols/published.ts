import type { PublishedSettings } from "../config/published_settings.ts";
import { type Dataset, headOfSet, type LabelledSet } from "../data/dataset.ts";
import { drawLabelled, drawUpTo } from "../data/draw.ts";
import type { Architecture } from "../ensemble/architecture.ts";
import { shuffledOrder } from "../random/torch_data_loader.ts";
import { TorchGenerator } from "../random/torch_generator.ts";
import type { Progress } from "../run/progress.ts";
import type { PublishedRecord, StageRecord } from "../run/record.ts";
import { scoreBothWays } from "../score/confusion.ts";
import type { CosineTensor } from "../score/cosine_tensor.ts";
import { labelInformedScores } from "../score/label_informed.ts";
import type { Scorer } from "../score/scorer.ts";
import type { Trainer } from "../train/trainer.ts";
import { keepPseudoLabels } from "./notebook_pseudo_labels.ts";
import { type StageOutcome, trainStage } from "./stage.ts";

/** What the published protocol runs on. */
export interface PublishedInput {
  readonly model: Architecture;
  readonly dataset: Dataset;
  /** The table before any permutation: row d stands for digit d. */
  readonly labelVectors: readonly Float32Array[];
  readonly settings: PublishedSettings;
  /** Seeds N (stage 1) and N + 1 (stage 2). */
  readonly seed: number;
  readonly waveWidth: number;
  /** Set-up so far, for the record's timings. */
  readonly setUpMs: number;
}

/** The published protocol's record, and the models that it ends with. */
export interface PublishedOutcome {
  readonly record: PublishedRecord;
  /** Row d: digit d's model after stage 2. */
  readonly models: readonly Float32Array[];
}

/**
 * The notebook, step by step and draw by draw as it stands, its leak included; every set is scored without the leak as well.
 *
 * Source: the notebook; the order of its random draws is spelt out at each step.
 */
export async function runPublished(
  input: PublishedInput,
  trainer: Trainer,
  scorer: Scorer,
  progress: Progress,
): Promise<PublishedOutcome> {
  const startMs = performance.now();
  const { model, settings, seed } = input;
  const train = headOfSet(input.dataset.train, Math.min(settings.trainImages, input.dataset.train.images.count));
  const test = headOfSet(input.dataset.test, Math.min(settings.testImages, input.dataset.test.images.count));
  const stageInput = { images: train.images, ...settings, waveWidth: input.waveWidth };

  // Labelled set and label vectors: manual_seed(N), a permutation of each digit's images, a permutation of the table.
  const generator = new TorchGenerator(seed);
  const labelled = drawLabelled(train.labels, settings.stage1.imagesPerClass, generator);
  const permutation1 = generator.randperm(10);
  const vectors1 = permuted(input.labelVectors, permutation1);

  // Stage 1: manual_seed(N) again, then every try in turn.
  const stage1 = await trainStage(model, trainer, {
    ...stageInput,
    name: "Stage 1",
    trainIndices: labelled,
    labelVectors: vectors1,
    settings: settings.stage1,
    seed,
  }, progress);
  const train1 = await score(scorer, "Pseudo-labels", train, stage1, vectors1, progress);

  // Pseudo-labels: one shuffled pass over the training set, the generator going on where stage 1 left it.
  const order = shuffledOrder(stage1.generator, train.images.count);
  const kept = keepPseudoLabels(
    labelInformedScores(train1.cosines, train.labels),
    train.labels,
    order,
    settings.batchSize,
    settings.pseudoLabelThreshold,
  );
  const stage1Record = stageRecord(stage1, permutation1, train.labels, train1.cosines);
  const test1 = await score(scorer, "Stage 1 on test images", test, stage1, vectors1, progress);

  // Stage 2: manual_seed(N + 1), a permutation of each class's kept images, one of the table; manual_seed(N + 1) again.
  const generator2 = new TorchGenerator(seed + 1);
  const chosen = drawUpTo(kept.labels, settings.stage2.imagesPerClass, generator2);
  const permutation2 = generator2.randperm(10);
  const vectors2 = permuted(vectors1, permutation2);
  const stage2 = await trainStage(model, trainer, {
    ...stageInput,
    name: "Stage 2",
    trainIndices: chosen.map((row) => row.map((i) => kept.indices[i]!)),
    labelVectors: vectors2,
    settings: settings.stage2,
    seed: seed + 1,
  }, progress);

  // Evaluation.
  const test2 = await score(scorer, "Stage 2 on test images", test, stage2, vectors2, progress);
  const train2 = await score(scorer, "Stage 2 on training images", train, stage2, vectors2, progress);
  return {
    models: stage2.models,
    record: {
      settings: { ...settings, trainImages: train.images.count, testImages: test.images.count },
      parameters: model.parameterCount,
      labelledTrainIndices: labelled,
      labelVectors: input.labelVectors.map((vector) => Array.from(vector, (x) => Number(x.toPrecision(7)))),
      stage1: { ...stage1Record, test: scoreBothWays(test1.cosines, test.labels) },
      pseudoLabels: kept.record,
      stage2: {
        ...stageRecord(stage2, permutation2, train.labels, train2.cosines),
        test: scoreBothWays(test2.cosines, test.labels),
      },
      timings: {
        setUpMs: input.setUpMs,
        stage1TrainingMs: stage1.durationMs,
        pseudoLabelsMs: train1.durationMs,
        stage2TrainingMs: stage2.durationMs,
        evaluationMs: test1.durationMs + test2.durationMs + train2.durationMs,
      },
      durationMs: performance.now() - startMs,
    },
  };
}

/** Row i of the result is row `permutation[i]` of the table. */
function permuted<T>(table: readonly T[], permutation: Int32Array): T[] {
  return Array.from(permutation, (row) => table[row]!);
}

async function score(
  scorer: Scorer,
  name: string,
  set: LabelledSet,
  stage: StageOutcome,
  vectors: readonly Float32Array[],
  progress: Progress,
): Promise<{ cosines: CosineTensor; durationMs: number }> {
  const startMs = performance.now();
  const bar = progress.stage(name, set.images.count);
  const cosines = await scorer.cosines(
    set.images,
    stage.models,
    vectors,
    (share) => bar.update(Math.floor(share * set.images.count)),
  );
  bar.finish();
  return { cosines, durationMs: performance.now() - startMs };
}

function stageRecord(
  stage: StageOutcome,
  permutation: Int32Array,
  trainLabels: Uint8Array,
  cosines: CosineTensor,
): Omit<StageRecord, "test"> {
  const { tries, lossByTry, winningLoss, lossCurve, trainSetSizes, durationMs } = stage;
  return {
    labelVectorPermutation: Array.from(permutation),
    tries,
    lossByTry,
    winningLoss,
    lossCurve,
    trainSetSizes,
    train: scoreBothWays(cosines, trainLabels),
    durationMs,
  };
}
