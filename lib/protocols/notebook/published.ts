import { shuffledOrder } from "../../random/torch_data_loader.ts";
import { type KeptSteps, NOTHING_KEPT } from "../../run/kept_steps.ts";
import type { Progress } from "../../run/progress.ts";
import type { PublishedRecord } from "../../record/record.ts";
import { scoreBothWays } from "../../score/confusion.ts";
import { labelFreePredictions } from "../../score/label_free.ts";
import { labelInformedScores } from "../../score/label_informed.ts";
import type { Scorer } from "../../infer/scorer.ts";
import type { Trainer } from "../../train/trainer.ts";
import { bothPredictions, type PictureEvidence } from "./notebook_pictures.ts";
import { keepPseudoLabels } from "./notebook_pseudo_labels.ts";
import {
  drawFirstStage,
  drawSecondStage,
  type FinalModels,
  headsOf,
  inputRecord,
  type NotebookInput,
  scored,
  trainingRecord,
} from "./notebook_steps.ts";
import { keptStage } from "./kept_stage.ts";

/** What the published protocol runs on. */
export type PublishedInput = NotebookInput;

/** The published protocol's record, and the models that it ends with. */
export interface PublishedOutcome extends FinalModels {
  /** What the run record keeps. */
  readonly record: PublishedRecord;
  /** What the report's pictures are chosen from. */
  readonly evidence: PictureEvidence;
}

/**
 * The notebook, step by step and draw by draw as it stands, its leak included; every set is scored without the leak as well.
 *
 * Source: the notebook; the order of its random draws is spelt out at each step.
 *
 * @param steps Where outcomes of steps are kept, and taken from if they were.
 */
export async function runPublished(
  input: PublishedInput,
  trainer: Trainer,
  scorer: Scorer,
  progress: Progress,
  steps: KeptSteps = NOTHING_KEPT,
): Promise<PublishedOutcome> {
  const startMs = steps.nowMs();
  const { model, settings, seed } = input;
  const { train, test } = headsOf(input);
  const stageInput = { images: train.images, ...settings, waveWidth: input.waveWidth };

  // Labelled set and label vectors: manual_seed(N), a permutation of each digit's images, a permutation of the table.
  const data1 = drawFirstStage(input, train);

  // Stage 1: manual_seed(N) again, then every try in turn.
  const stage1 = await keptStage(steps, model, trainer, {
    ...stageInput,
    ...data1,
    name: "Stage 1",
    settings: settings.stage1,
    seed,
  }, progress);

  // Pseudo-labels: one shuffled pass over the training set, the generator going on where stage 1 left it.
  const first = { ...data1, models: stage1.models };
  const order = shuffledOrder(stage1.generator, train.images.count);
  const pass = await steps.once(
    "Pseudo-labels",
    progress,
    () =>
      scored(scorer, "Pseudo-labels", train, first, progress, (cosines) => {
        const informed = labelInformedScores(cosines, train.labels);
        return {
          scores: scoreBothWays(cosines, train.labels),
          kept: keepPseudoLabels(informed, train.labels, order, settings.batchSize, settings.pseudoLabelThreshold),
          similarities: informed.similarities,
          labelFree: labelFreePredictions(cosines),
        };
      }),
  );
  const { kept, similarities, labelFree } = pass.result;
  const test1 = await scored(
    scorer,
    "Stage 1 on test images",
    test,
    first,
    progress,
    (cosines) => ({ scores: scoreBothWays(cosines, test.labels), predictions: bothPredictions(cosines, test.labels) }),
  );

  // Stage 2: manual_seed(N + 1), a permutation of each class's kept images, one of the table; manual_seed(N + 1) again.
  const data2 = drawSecondStage(input, kept, data1.labelVectors);
  const stage2 = await keptStage(steps, model, trainer, {
    ...stageInput,
    ...data2,
    name: "Stage 2",
    settings: settings.stage2,
    seed: seed + 1,
  }, progress);

  // Evaluation.
  const final = { ...data2, models: stage2.models };
  const test2 = await scored(scorer, "Stage 2 on test images", test, final, progress, (cosines) => cosines);
  const train2 = await steps.once("Stage 2 on training images", progress, () =>
    scored(
      scorer,
      "Stage 2 on training images",
      train,
      final,
      progress,
      (cosines) => scoreBothWays(cosines, train.labels),
    ));
  return {
    models: stage2.models,
    labelVectors: data2.labelVectors,
    test,
    testCosines: test2.result,
    evidence: {
      train,
      test,
      labelledTrainIndices: data1.trainIndices,
      kept: {
        indices: kept.indices,
        predicted: kept.labels,
        values: Float32Array.from(kept.indices, (n) => similarities[n]!),
        labelFree: Uint8Array.from(kept.indices, (n) => labelFree[n]!),
      },
      stage1Test: test1.result.predictions,
      stage2Test: bothPredictions(test2.result, test.labels),
    },
    record: {
      ...inputRecord(input, { train, test }, data1),
      stage1: {
        ...trainingRecord(stage1, data1),
        train: pass.result.scores,
        test: test1.result.scores,
      },
      pseudoLabels: kept.record,
      stage2: {
        ...trainingRecord(stage2, data2),
        train: train2.result,
        test: scoreBothWays(test2.result, test.labels),
      },
      timings: {
        setUpMs: input.setUpMs,
        stage1TrainingMs: stage1.durationMs,
        pseudoLabelsMs: pass.durationMs,
        stage2TrainingMs: stage2.durationMs,
        evaluationMs: test1.durationMs + test2.durationMs + train2.durationMs,
      },
      durationMs: steps.nowMs() - startMs,
    },
  };
}
