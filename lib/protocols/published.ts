import { shuffledOrder } from "../random/torch_data_loader.ts";
import type { Progress } from "../run/progress.ts";
import type { PublishedRecord } from "../run/record.ts";
import { scoreBothWays } from "../score/confusion.ts";
import { labelInformedScores } from "../score/label_informed.ts";
import type { Scorer } from "../score/scorer.ts";
import type { Trainer } from "../train/trainer.ts";
import { keepPseudoLabels } from "./notebook_pseudo_labels.ts";
import {
  cosinesOf,
  drawFirstStage,
  drawSecondStage,
  type FinalModels,
  headsOf,
  inputRecord,
  type NotebookInput,
  trainingRecord,
} from "./notebook_steps.ts";
import { trainStage } from "./stage.ts";

/** What the published protocol runs on. */
export type PublishedInput = NotebookInput;

/** The published protocol's record, and the models that it ends with. */
export interface PublishedOutcome extends FinalModels {
  /** What the run record keeps. */
  readonly record: PublishedRecord;
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
  const { train, test } = headsOf(input);
  const stageInput = { images: train.images, ...settings, waveWidth: input.waveWidth };

  // Labelled set and label vectors: manual_seed(N), a permutation of each digit's images, a permutation of the table.
  const data1 = drawFirstStage(input, train);

  // Stage 1: manual_seed(N) again, then every try in turn.
  const stage1 = await trainStage(model, trainer, {
    ...stageInput,
    ...data1,
    name: "Stage 1",
    settings: settings.stage1,
    seed,
  }, progress);

  // Pseudo-labels: one shuffled pass over the training set, the generator going on where stage 1 left it.
  const pass = await cosinesOf(scorer, "Pseudo-labels", train, stage1.models, data1.labelVectors, progress);
  const kept = keepPseudoLabels(
    labelInformedScores(pass.cosines, train.labels),
    train.labels,
    shuffledOrder(stage1.generator, train.images.count),
    settings.batchSize,
    settings.pseudoLabelThreshold,
  );
  const train1 = { scores: scoreBothWays(pass.cosines, train.labels), durationMs: pass.durationMs };
  const test1 = await cosinesOf(scorer, "Stage 1 on test images", test, stage1.models, data1.labelVectors, progress);

  // Stage 2: manual_seed(N + 1), a permutation of each class's kept images, one of the table; manual_seed(N + 1) again.
  const data2 = drawSecondStage(input, kept, data1.labelVectors);
  const stage2 = await trainStage(model, trainer, {
    ...stageInput,
    ...data2,
    name: "Stage 2",
    settings: settings.stage2,
    seed: seed + 1,
  }, progress);

  // Evaluation.
  const test2 = await cosinesOf(scorer, "Stage 2 on test images", test, stage2.models, data2.labelVectors, progress);
  const train2 = await cosinesOf(
    scorer,
    "Stage 2 on training images",
    train,
    stage2.models,
    data2.labelVectors,
    progress,
  );
  return {
    models: stage2.models,
    labelVectors: data2.labelVectors,
    test,
    testCosines: test2.cosines,
    record: {
      ...inputRecord(input, { train, test }, data1),
      stage1: {
        ...trainingRecord(stage1, data1),
        train: train1.scores,
        test: scoreBothWays(test1.cosines, test.labels),
      },
      pseudoLabels: kept.record,
      stage2: {
        ...trainingRecord(stage2, data2),
        train: scoreBothWays(train2.cosines, train.labels),
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
