import type { LabelledSet } from "../../data/dataset.ts";
import { shuffledOrder } from "../../random/torch_data_loader.ts";
import { type KeptSteps, NOTHING_KEPT } from "../../run/kept_steps.ts";
import type { Progress } from "../../run/progress.ts";
import type { CorrectedRecord } from "../../record/record.ts";
import { scoreBothWays } from "../../score/confusion.ts";
import { pseudoLabelQuality } from "../../score/pseudo_label_quality.ts";
import type { Scorer } from "../../infer/scorer.ts";
import type { Trainer } from "../../train/trainer.ts";
import { keepLabelFree } from "./label_free_pseudo_labels.ts";
import { bothPredictions, type PictureEvidence } from "./notebook_pictures.ts";
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

/** The corrected protocol's record, and the models that it ends with. */
export interface CorrectedOutcome extends FinalModels {
  /** What the run record keeps. */
  readonly record: CorrectedRecord;
  /** What the report's pictures are chosen from. */
  readonly evidence: PictureEvidence;
}

/**
 * The notebook with the label taken out of its selection and its score, and nothing else changed: the same draws, models,
 * thresholds and epochs. The true labels of unlabelled images are looked at once, to count errors, and steer nothing.
 *
 * Source: the notebook; where it compares with the label vector of the true class, this compares with the model's own.
 */
export async function runCorrected(
  input: NotebookInput,
  trainer: Trainer,
  scorer: Scorer,
  progress: Progress,
  steps: KeptSteps = NOTHING_KEPT,
): Promise<CorrectedOutcome> {
  const startMs = steps.nowMs();
  const { model, settings, seed } = input;
  const { train, test } = headsOf(input);
  const stageInput = { images: train.images, ...settings, waveWidth: input.waveWidth };

  // Labelled set and label vectors: as published.
  const data1 = drawFirstStage(input, train);

  // Stage 1: as published.
  const stage1 = await keptStage(steps, model, trainer, {
    ...stageInput,
    ...data1,
    name: "Stage 1",
    settings: settings.stage1,
    seed,
  }, progress);

  // Pseudo-labels: the same pass; each image is compared with the models' own label vectors.
  const first = { ...data1, models: stage1.models };
  const order = shuffledOrder(stage1.generator, train.images.count);
  const pass = await scored(scorer, "Pseudo-labels", train, first, progress, (cosines) => cosines);
  const kept = keepLabelFree(pass.result, order, settings.pseudoLabelThreshold);

  // Stage 2: as published, but that a class may be left without images.
  const data2 = drawSecondStage(input, kept, data1.labelVectors);
  const stage2 = await keptStage(steps, model, trainer, {
    ...stageInput,
    ...data2,
    name: "Stage 2",
    settings: settings.stage2,
    seed: seed + 1,
    emptyClasses: "dead model",
  }, progress);

  // Evaluation, after the last decision: here the hidden labels are looked at.
  const final = { ...data2, models: stage2.models };
  const evaluate = (name: string, set: LabelledSet, models: typeof final) =>
    scored(scorer, name, set, models, progress, (cosines) => ({ cosines, scores: scoreBothWays(cosines, set.labels) }));
  const test1 = await evaluate("Stage 1 on test images", test, first);
  const test2 = await evaluate("Stage 2 on test images", test, final);
  const train2 = await evaluate("Stage 2 on training images", train, final);
  return {
    models: stage2.models,
    labelVectors: data2.labelVectors,
    test,
    testCosines: test2.result.cosines,
    evidence: {
      train,
      test,
      labelledTrainIndices: data1.trainIndices,
      kept: { indices: kept.indices, predicted: kept.labels, values: kept.similarities },
      stage1Test: bothPredictions(test1.result.cosines, test.labels),
      stage2Test: bothPredictions(test2.result.cosines, test.labels),
    },
    record: {
      ...inputRecord(input, { train, test }, data1),
      stage1: {
        ...trainingRecord(stage1, data1),
        train: scoreBothWays(pass.result, train.labels),
        test: test1.result.scores,
      },
      pseudoLabels: { threshold: settings.pseudoLabelThreshold, ...pseudoLabelQuality(kept, train.labels) },
      stage2: {
        ...trainingRecord(stage2, data2),
        train: train2.result.scores,
        test: test2.result.scores,
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
