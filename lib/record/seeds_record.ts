/**
 * What the run record keeps of the published protocol on many seeds.
 *
 * @module
 */
import { z } from "zod";
import { count, loss, perDigit, rate } from "./record_fields.ts";

const errors = z.strictObject({ images: count, labelInformedErrors: count, labelFreeErrors: count });
const stage = z.strictObject({
  tries: perDigit(count),
  winningLoss: perDigit(loss),
  train: errors,
  test: errors,
});

/** Two scores of the same models on the same test images, compared by McNemar's exact test. */
export const PairedComparison = z.strictObject({
  /** Images that only the first score gets right. */
  onlyFirstRight: count,
  /** Images that only the second score gets right. */
  onlySecondRight: count,
  /** Two-sided; 0 stands for less than a double holds. */
  pValue: rate,
});
/** Two scores of the same models on the same test images. */
export type PairedComparison = z.infer<typeof PairedComparison>;

/** One seed of the published protocol, in short. */
export const PublishedSeedRecord = z.strictObject({
  /** Seed N stands for N in stage 1 and N + 1 in stage 2. */
  seed: count,
  stage1: stage,
  pseudoLabels: z.strictObject({ selected: count, classifiedCount: count, wrong: count, byClass: perDigit(count) }),
  stage2: stage,
  /** Stage 2 on test images: label-informed first, label-free second. */
  labelInformedAgainstLabelFree: PairedComparison,
});
/** One seed of the published protocol, in short. */
export type PublishedSeedRecord = z.infer<typeof PublishedSeedRecord>;

/** Numbers in short, one a seed. */
export const SampleSummary = z.strictObject({
  count,
  mean: z.number(),
  /** Null for a single number. */
  standardDeviation: z.number().nullable(),
  median: z.number(),
  minimum: z.number(),
  maximum: z.number(),
  /** 95 % interval of the mean by Student's t; null for a single number. */
  meanInterval: z.strictObject({ lower: z.number(), upper: z.number() }).nullable(),
});
/** Numbers in short, one a seed. */
export type SampleSummary = z.infer<typeof SampleSummary>;

const summaries = <Key extends string>(keys: readonly Key[]) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, SampleSummary])) as Record<Key, typeof SampleSummary>);

/** What the notebook prints once, over all seeds. */
export const PublishedSeedsSummary = summaries([
  "stage1TestLabelInformedErrors",
  "stage1TestLabelFreeErrors",
  "stage1TrainLabelInformedErrors",
  "stage1TrainLabelFreeErrors",
  "stage2TestLabelInformedErrors",
  "stage2TestLabelFreeErrors",
  "stage2TrainLabelInformedErrors",
  "stage2TrainLabelFreeErrors",
  "stage1Tries",
  "stage2Tries",
  "stage1MeanWinningLoss",
  "stage2MeanWinningLoss",
  "pseudoLabelsSelected",
  "pseudoLabelsWrong",
]);
/** What the notebook prints once, over all seeds. */
export type PublishedSeedsSummary = z.infer<typeof PublishedSeedsSummary>;
