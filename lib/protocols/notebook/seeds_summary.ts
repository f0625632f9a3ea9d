import type { PublishedSeedRecord, PublishedSeedsSummary } from "../../record/record.ts";
import { summariseSample } from "../../statistics/summarise_sample.ts";

/**
 * What the notebook prints once, over seeds.
 *
 * @param seeds At least one.
 */
export function summariseSeeds(seeds: readonly PublishedSeedRecord[]): PublishedSeedsSummary {
  const over = (value: (seed: PublishedSeedRecord) => number) => summariseSample(seeds.map(value));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    stage1TestLabelInformedErrors: over(({ stage1 }) => stage1.test.labelInformedErrors),
    stage1TestLabelFreeErrors: over(({ stage1 }) => stage1.test.labelFreeErrors),
    stage1TrainLabelInformedErrors: over(({ stage1 }) => stage1.train.labelInformedErrors),
    stage1TrainLabelFreeErrors: over(({ stage1 }) => stage1.train.labelFreeErrors),
    stage2TestLabelInformedErrors: over(({ stage2 }) => stage2.test.labelInformedErrors),
    stage2TestLabelFreeErrors: over(({ stage2 }) => stage2.test.labelFreeErrors),
    stage2TrainLabelInformedErrors: over(({ stage2 }) => stage2.train.labelInformedErrors),
    stage2TrainLabelFreeErrors: over(({ stage2 }) => stage2.train.labelFreeErrors),
    stage1Tries: over(({ stage1 }) => sum(stage1.tries)),
    stage2Tries: over(({ stage2 }) => sum(stage2.tries)),
    stage1MeanWinningLoss: over(({ stage1 }) => sum(stage1.winningLoss) / stage1.winningLoss.length),
    stage2MeanWinningLoss: over(({ stage2 }) => sum(stage2.winningLoss) / stage2.winningLoss.length),
    pseudoLabelsSelected: over(({ pseudoLabels }) => pseudoLabels.selected),
    pseudoLabelsWrong: over(({ pseudoLabels }) => pseudoLabels.wrong),
  };
}
