/**
 * The published protocol's part of the run record.
 *
 * @module
 */
import { z } from "zod";
import { PublishedSettings } from "../config/published_settings.ts";
import { count, digitConfusion, durationMs, loss, perDigit } from "./record_fields.ts";

/** The errors of one set of models on one set of images, with and without the label in the scorer. */
export const SetScores = z.strictObject({
  images: count,
  labelInformedErrors: count,
  labelFreeErrors: count,
  labelInformedConfusion: digitConfusion,
  labelFreeConfusion: digitConfusion,
});
/** The errors of one set of models on one set of images, with and without the label in the scorer. */
export type SetScores = z.infer<typeof SetScores>;

/** One stage of the notebook: ten models, each the best of its tries. */
export const StageRecord = z.strictObject({
  /** Row i of the stage's label-vector table is row `p[i]` of the table before it. */
  labelVectorPermutation: perDigit(count),
  /** Tries a digit took, the winning one included. */
  tries: perDigit(count),
  /** Final loss of every try of every digit, in the order in which they were taken. */
  lossByTry: perDigit(z.array(loss)),
  winningLoss: perDigit(loss),
  /** The winner's loss after each epoch. */
  lossCurve: perDigit(z.array(loss)),
  /** Images each digit's model was trained on. */
  trainSetSizes: perDigit(count),
  train: SetScores,
  test: SetScores,
  durationMs,
});
/** One stage of the notebook. */
export type StageRecord = z.infer<typeof StageRecord>;

/** What the notebook's step "Classification of digit images" kept; per-class figures go by pseudo-label. */
export const PseudoLabelRecord = z.strictObject({
  threshold: z.number(),
  /** Images kept, of all that were looked at. */
  selected: count,
  /** The notebook's own count, which skips a batch whose predicted minus true labels sum to more than 0. */
  classifiedCount: count,
  byClass: perDigit(count),
  /** Kept images whose pseudo-label is not their true class. */
  wrong: count,
  wrongByClass: perDigit(count),
});
/** What the notebook's pseudo-labelling kept. */
export type PseudoLabelRecord = z.infer<typeof PseudoLabelRecord>;

/** The published protocol's story. */
export const PublishedRecord = z.strictObject({
  settings: PublishedSettings,
  /** Parameters of one model. */
  parameters: count,
  /** Row d: training-set indices of digit d's labelled images, in the order drawn. */
  labelledTrainIndices: perDigit(z.array(count)),
  /** The notebook's table before any permutation, [10][25]. */
  labelVectors: perDigit(z.array(z.number())),
  stage1: StageRecord,
  pseudoLabels: PseudoLabelRecord,
  stage2: StageRecord,
  /** Where the time went; the parts overlap where work was done side by side. */
  timings: z.strictObject({
    setUpMs: durationMs,
    stage1TrainingMs: durationMs,
    pseudoLabelsMs: durationMs,
    stage2TrainingMs: durationMs,
    evaluationMs: durationMs,
  }),
  durationMs,
});
/** The published protocol's story. */
export type PublishedRecord = z.infer<typeof PublishedRecord>;
