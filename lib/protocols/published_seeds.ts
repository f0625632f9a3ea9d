import { type KeptSteps, NOTHING_KEPT } from "../run/kept_steps.ts";
import type { Progress } from "../run/progress.ts";
import {
  type AuditRecord,
  type PublishedRecord,
  PublishedSeedRecord,
  type PublishedSeedsSummary,
  type SetScores,
  type StageRecord,
} from "../run/record.ts";
import { sharedProgress } from "../run/shared_progress.ts";
import { labelFreePredictions } from "../score/label_free.ts";
import { labelInformedScores } from "../score/label_informed.ts";
import { compareByMcNemar } from "../score/mcnemar.ts";
import type { Scorer } from "../score/scorer.ts";
import { summariseSample } from "../score/statistics.ts";
import type { Trainer } from "../train/trainer.ts";
import { auditModels } from "./audit_models.ts";
import { DeviceQueue } from "./device_queue.ts";
import { headsOf } from "./notebook_steps.ts";
import { type PublishedInput, type PublishedOutcome, runPublished } from "./published.ts";

/** Stages that a published run reports progress of. */
const STAGES = 6;

/** The published protocol on several seeds. */
export interface PublishedSeedsOutcome {
  /** The first seed's record and models. */
  readonly first: PublishedOutcome;
  /** The first seed's record in full. */
  readonly published: PublishedRecord;
  /** Of the first seed's models. */
  readonly audit: AuditRecord;
  /** One entry a seed. */
  readonly publishedSeeds: PublishedSeedRecord[];
  readonly publishedSeedsSummary: PublishedSeedsSummary;
}

/**
 * Runs the published protocol on several seeds side by side; each comes to what it comes to alone.
 *
 * @param inputs One a seed, at least one; alike but for seed and label vectors.
 * @param steps Where outcomes of steps are kept, and taken from if they were.
 */
export async function runPublishedSeeds(
  inputs: readonly PublishedInput[],
  trainer: Trainer,
  scorer: Scorer,
  progress: Progress,
  steps: KeptSteps = NOTHING_KEPT,
): Promise<PublishedSeedsOutcome> {
  const resultOf = (seed: number) => `Result of seed ${seed}`;
  // Of the first seed everything is needed, which its steps hold.
  const known = await Promise.all(
    inputs.map(async ({ seed }, i) => i === 0 ? undefined : knownRecord(await steps.readState(resultOf(seed)))),
  );
  const queue = new DeviceQueue(trainer, scorer, known.filter((record) => record === undefined).length);
  const bar = sharedProgress(progress, `${inputs.length} seeds`, inputs.length, STAGES);
  let first: PublishedOutcome | undefined;
  // One head of the data for all, so that its images are uploaded once.
  const heads = headsOf(inputs[0]!);
  const publishedSeeds = await Promise.all(inputs.map(async (input, i) => {
    const { seed } = input;
    const name = `seed ${seed}`;
    const ofRun = bar.ofRun(name);
    const before = known[i];
    if (before !== undefined) {
      for (let i = 0; i < STAGES; i++) {
        const stage = ofRun.stage("kept from before", 1);
        stage.keptUpTo(1);
        stage.finish();
      }
      return before;
    }
    const dataset = { ...input.dataset, ...heads };
    const outcome = await runPublished({ ...input, dataset }, queue, queue, ofRun, steps.under(name));
    queue.leave();
    const record = seedRecord(seed, outcome);
    // Only the first seed's models and test cosines are kept: those of a thousand seeds would fill the memory.
    if (i === 0) first = outcome;
    else {
      await steps.writeState(resultOf(seed), record);
      await steps.forget(name);
    }
    return record;
  }));
  bar.finish();
  return {
    first: first!,
    published: first!.record,
    audit: await auditModels(first!, inputs[0]!.seed, scorer, progress),
    publishedSeeds,
    publishedSeedsSummary: summarise(publishedSeeds),
  };
}

/** A seed's record as it was kept. */
function knownRecord(state: unknown): PublishedSeedRecord | undefined {
  return state === undefined ? undefined : PublishedSeedRecord.parse(state);
}

function seedRecord(seed: number, { record, test, testCosines }: PublishedOutcome): PublishedSeedRecord {
  const { selected, classifiedCount, wrong, byClass } = record.pseudoLabels;
  return {
    seed,
    stage1: stageInShort(record.stage1),
    pseudoLabels: { selected, classifiedCount, wrong, byClass },
    stage2: stageInShort(record.stage2),
    labelInformedAgainstLabelFree: compareByMcNemar(
      labelInformedScores(testCosines, test.labels).predictions,
      labelFreePredictions(testCosines),
      test.labels,
    ),
  };
}

function stageInShort({ tries, winningLoss, train, test }: StageRecord): PublishedSeedRecord["stage1"] {
  const errors = ({ images, labelInformedErrors, labelFreeErrors }: SetScores) => ({
    images,
    labelInformedErrors,
    labelFreeErrors,
  });
  return { tries, winningLoss, train: errors(train), test: errors(test) };
}

function summarise(seeds: readonly PublishedSeedRecord[]): PublishedSeedsSummary {
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
