import { DIGITS } from "../../lib/report/digits.ts";
import type {
  AuditRecord,
  CorrectedRecord,
  PublishedRecord,
  PublishedSeedRecord,
  PublishedSeedsSummary,
  SampleSummary,
} from "../../lib/record/record.ts";
import { sampleConfusion } from "./sample_record.ts";

/** An audit whose numbers are made up: its models answer the label that they are told, but for example 5. */
export function sampleAuditRecord(failing = false): AuditRecord {
  const range = (lower: number, upper: number) => ({ lower, upper });
  return {
    controls: [
      {
        name: "constant ensemble",
        images: 1000,
        expected: { labelInformedAccuracy: range(1, 1), labelFreeAccuracy: range(0.098, 0.098) },
        observed: { labelInformedAccuracy: 1, labelFreeAccuracy: 0.098 },
        passed: true,
      },
      {
        name: "permuted labels",
        images: 1000,
        expected: { labelInformedAccuracy: range(0.3, 1), labelFreeAccuracy: range(0.0654, 0.1316) },
        observed: { labelInformedAccuracy: failing ? 0.1234 : 0.9876, labelFreeAccuracy: 0.1011 },
        passed: !failing,
      },
      {
        name: "signature check",
        images: 1000,
        expected: { refusals: range(3, 3) },
        observed: { refusals: 3 },
        passed: true,
      },
    ],
    labelInformedAccuracy: 0.9991,
    labelFreeAccuracy: 0.6123,
    examples: Array.from({ length: 12 }, (_, place) => ({
      testIndex: 7 * place,
      label: place % 10,
      pixels: Uint8Array.from({ length: 784 }, (_, i) => (i * (place + 3)) % 256).toBase64(),
      // Every model answers its own vector, model 3 best of all; model 6 is dead.
      cosines: DIGITS.map((model) =>
        DIGITS.map((vector) => model === 6 ? 0 : model === vector ? (model === 3 ? 0.97 : 0.9) : 0.1 + vector / 100)
      ),
    })),
    durationMs: 432,
  };
}

/** The published protocol on a few seeds, with numbers by plain formulas. */
export function sampleSeeds(count = 3): {
  publishedSeeds: PublishedSeedRecord[];
  publishedSeedsSummary: PublishedSeedsSummary;
} {
  const errors = (images: number, informed: number, free: number) => ({
    images,
    labelInformedErrors: informed,
    labelFreeErrors: free,
  });
  const stage = (seed: number) => ({
    tries: DIGITS.map((digit) => 1 + (digit + seed) % 5),
    winningLoss: DIGITS.map((digit) => 0.2 + digit / 50 + seed / 100),
    train: errors(60_000, 55 + seed, 23_456 + seed),
    test: errors(10_000, 5 + seed, 3_900 + 100 * seed),
  });
  const summary = (mean: number): SampleSummary => ({
    count,
    mean,
    standardDeviation: mean / 10,
    median: mean,
    minimum: mean / 2,
    maximum: 2 * mean,
    meanInterval: { lower: -mean, upper: 3 * mean },
  });
  return {
    publishedSeeds: Array.from({ length: count }, (_, i) => ({
      seed: 41 + i,
      stage1: stage(i),
      pseudoLabels: {
        selected: 40_000 + i,
        classifiedCount: 39_000,
        wrong: 12,
        byClass: DIGITS.map((digit) => 4000 + digit * i),
      },
      stage2: stage(i + 1),
      labelInformedAgainstLabelFree: { onlyFirstRight: 4000, onlySecondRight: 2, pValue: 1e-200 },
    })),
    publishedSeedsSummary: {
      stage1TestLabelInformedErrors: summary(120),
      stage1TestLabelFreeErrors: summary(7700),
      stage1TrainLabelInformedErrors: summary(700),
      stage1TrainLabelFreeErrors: summary(46_000),
      stage2TestLabelInformedErrors: summary(6),
      stage2TestLabelFreeErrors: summary(4000),
      stage2TrainLabelInformedErrors: summary(30),
      stage2TrainLabelFreeErrors: summary(24_000),
      stage1Tries: summary(60),
      stage2Tries: summary(30),
      stage1MeanWinningLoss: summary(0.25),
      stage2MeanWinningLoss: summary(0.4),
      pseudoLabelsSelected: summary(41_000),
      pseudoLabelsWrong: summary(10),
    },
  };
}

/** A corrected run of the same made-up stages, class 7 never given as a pseudo-label. */
export function sampleCorrected(published: PublishedRecord): CorrectedRecord {
  const images = published.settings.trainImages;
  const confusion = sampleConfusion(images, images / 2).map((row) => {
    const moved = row.slice();
    moved[2]! += moved[7]!;
    moved[7] = 0;
    return moved;
  });
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const byClass = DIGITS.map((digit) => sum(confusion.map((row) => row[digit]!)));
  const wrongByClass = byClass.map((kept, digit) => kept - confusion[digit]![digit]!);
  return {
    ...published,
    stage2: {
      ...published.stage2,
      tries: published.stage2.tries.with(7, 0),
      lossByTry: published.stage2.lossByTry.with(7, []),
      winningLoss: published.stage2.winningLoss.with(7, 20),
      lossCurve: published.stage2.lossCurve.with(7, []),
      trainSetSizes: published.stage2.trainSetSizes.with(7, 0),
    },
    pseudoLabels: {
      threshold: published.pseudoLabels.threshold,
      selected: sum(byClass),
      byClass,
      wrong: sum(wrongByClass),
      wrongByClass,
      coverage: sum(byClass) / images,
      coverageByClass: confusion.map((row) => sum(row) / (images / 10)),
      precision: 1 - sum(wrongByClass) / sum(byClass),
      precisionByClass: byClass.map((kept, digit) => kept === 0 ? null : 1 - wrongByClass[digit]! / kept),
      confusion,
    },
  };
}
