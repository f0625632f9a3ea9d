import { type KeptSteps, NOTHING_KEPT } from "../../run/kept_steps.ts";
import type { Progress } from "../../run/progress.ts";
import {
  type AuditRecord,
  FailureRecord,
  failureText,
  type PublishedRecord,
  PublishedSeedRecord,
  type PublishedSeedsSummary,
  type SetScores,
  type StageRecord,
} from "../../record/record.ts";
import { sharedProgress } from "../../run/shared_progress.ts";
import { labelFreePredictions } from "../../score/label_free.ts";
import { labelInformedScores } from "../../score/label_informed.ts";
import { compareByMcNemar } from "../../statistics/mcnemar.ts";
import type { Scorer } from "../../infer/scorer.ts";
import type { Trainer } from "../../train/trainer.ts";
import { UntrainableError } from "../../train/untrainable_error.ts";
import { notebookSteps, seedsName } from "../planned_steps.ts";
import { auditModels } from "./audit_models.ts";
import { DeviceQueue } from "./device_queue.ts";
import { headsOf } from "./notebook_steps.ts";
import { type PublishedInput, type PublishedOutcome, runPublished } from "./published.ts";
import { summariseSeeds } from "./seeds_summary.ts";

/** The published protocol on several seeds. */
export interface PublishedSeedsOutcome {
  /** Record and models of the first seed that ended. */
  readonly first: PublishedOutcome;
  /** Which one that is. */
  readonly firstSeed: number;
  /** Its record in full. */
  readonly published: PublishedRecord;
  /** Of its models. */
  readonly audit: AuditRecord;
  /** One entry for each seed that ended. */
  readonly publishedSeeds: PublishedSeedRecord[];
  readonly publishedSeedsSummary: PublishedSeedsSummary;
  /** One entry for each seed that did not. */
  readonly failures: FailureRecord[];
}

/** What a seed comes to. */
type SeedResult = PublishedSeedRecord | FailureRecord;

/**
 * Runs the published protocol on several seeds side by side; each comes to what it comes to alone. A seed whose draws cannot be
 * trained takes no other with it.
 *
 * @param inputs One a seed, at least one; alike but for seed and label vectors.
 * @param steps Where outcomes of steps are kept, and taken from if they were.
 * @throws {AggregateError} If no seed can be trained.
 */
export async function runPublishedSeeds(
  inputs: readonly PublishedInput[],
  trainer: Trainer,
  scorer: Scorer,
  progress: Progress,
  steps: KeptSteps = NOTHING_KEPT,
): Promise<PublishedSeedsOutcome> {
  const resultOf = (seed: number) => `Result of seed ${seed}`;
  const nameOf = (seed: number) => `seed ${seed}`;
  const known = await Promise.all(inputs.map(async ({ seed }) => knownResult(await steps.readState(resultOf(seed)))));
  // Of the first seed that ended everything is needed, which its steps hold.
  const firstKnown = known.findIndex((result) => result !== undefined && hasEnded(result));
  const takenFromBefore = known.map((result, i) => result !== undefined && i !== firstKnown);
  const queue = new DeviceQueue(trainer, scorer, takenFromBefore.filter((taken) => !taken).length);
  // One head of the data for all, so that its images are uploaded once.
  const heads = headsOf(inputs[0]!);
  const { train, test } = heads;
  const costs = notebookSteps(inputs[0]!.settings, "published", train.images.count, test.images.count)
    .map(({ costMs }) => costMs);
  const bar = sharedProgress(progress, seedsName(inputs.length), inputs.length, costs);
  // Only one seed's models and test cosines are held on to: those of a thousand seeds would fill the memory.
  let first: { readonly place: number; readonly outcome: PublishedOutcome } | undefined;
  const results = await Promise.all(inputs.map(async (input, place): Promise<SeedResult> => {
    const { seed } = input;
    const ofRun = bar.ofRun(nameOf(seed));
    if (takenFromBefore[place]) {
      for (const _ of costs) {
        const stage = ofRun.stage("kept from before", 1);
        stage.keptUpTo(1);
        stage.finish();
      }
      return known[place]!;
    }
    const dataset = { ...input.dataset, ...heads };
    const outcome = await runPublished({ ...input, dataset }, queue, queue, ofRun, steps.under(nameOf(seed)))
      .catch((error): FailureRecord => {
        if (!(error instanceof UntrainableError)) throw error;
        return { protocol: "published", seed, reason: error.message };
      })
      .finally(() => queue.leave());
    const result = "reason" in outcome ? outcome : seedRecord(seed, outcome);
    await steps.writeState(resultOf(seed), result);
    if ("reason" in outcome || first !== undefined && first.place < place) {
      await steps.forget(nameOf(seed));
      return result;
    }
    const before = first;
    first = { place, outcome };
    if (before !== undefined) await steps.forget(nameOf(inputs[before.place]!.seed));
    return result;
  }));
  bar.finish();
  const failures = results.filter((result): result is FailureRecord => !hasEnded(result));
  if (first === undefined) {
    throw new AggregateError(
      failures.map((failure) => new UntrainableError(failureText(failure))),
      `Running ${inputs.length === 1 ? "a seed" : `${inputs.length} seeds`}: found none that can be trained`,
    );
  }
  const { place, outcome } = first;
  const publishedSeeds = results.filter(hasEnded);
  return {
    first: outcome,
    firstSeed: inputs[place]!.seed,
    published: outcome.record,
    audit: await auditModels(outcome, inputs[place]!.seed, scorer, progress),
    publishedSeeds,
    publishedSeedsSummary: summariseSeeds(publishedSeeds),
    failures,
  };
}

function hasEnded(result: SeedResult): result is PublishedSeedRecord {
  return !("reason" in result);
}

/** A seed's result as it was kept. */
function knownResult(state: unknown): SeedResult | undefined {
  if (state === undefined) return undefined;
  return typeof state === "object" && state !== null && "reason" in state
    ? FailureRecord.parse(state)
    : PublishedSeedRecord.parse(state);
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
