/** Seeds that cannot be trained, beside others, on a device that only pretends. */
import assert from "node:assert/strict";
import { NOTEBOOK_SETTINGS, type PublishedSettings } from "../../../lib/config/published_settings.ts";
import { loadDatasetFolder } from "../../../lib/pictures/dataset_folder.ts";
import { NOTEBOOK_ARCHITECTURE } from "../../../lib/ensemble/architecture.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../../../lib/ensemble/notebook_label_vectors.ts";
import { runPublishedSeeds } from "../../../lib/protocols/notebook/published_seeds.ts";
import type { Checkpoint } from "../../../lib/run/checkpoint.ts";
import { keptSteps } from "../../../lib/run/kept_steps.ts";
import { silentProgress } from "../../../lib/run/progress.ts";
import type { Scorer } from "../../../lib/infer/scorer.ts";
import type { Trainer } from "../../../lib/train/trainer.ts";
import { TryStream } from "../../../lib/train/try_stream.ts";
import { UntrainableError } from "../../../lib/train/untrainable_error.ts";
import { namesIn } from "../../run/temporary_folder.ts";
import { withCheckpoint } from "../../run/with_checkpoint.ts";

const model = NOTEBOOK_ARCHITECTURE;
const SETTINGS: PublishedSettings = {
  ...NOTEBOOK_SETTINGS,
  trainImages: 400,
  testImages: 50,
  stage1: { imagesPerClass: 2, epochs: 1, maxTries: 1, targetLoss: 1 },
  stage2: { imagesPerClass: 2, epochs: 1, maxTries: 1, targetLoss: 1 },
};

/** By what a seed's first model begins with, the seed can be told. */
const marks = new Map([1, 2, 3, 4, 5].map((seed) => [new TryStream(model, 1, seed).drawsAt(0, 2).initial[0]!, seed]));

/**
 * A device on which nothing is trained, every image is likest to what it is, and some seeds fail.
 *
 * @param keepsNothing Seeds of whose models no answer is like enough.
 * @param diverges Seeds whose loss is not a number.
 */
function pretend(labels: Uint8Array, keepsNothing: readonly number[], diverges: readonly number[]) {
  const trainedSeeds: (number | undefined)[] = [];
  const trainer: Trainer = {
    preferredMembers: 4,
    leastChance: 1,
    train: (_images, members) => {
      trainedSeeds.push(...members.map(({ initial }) => marks.get(initial[0]!)));
      return Promise.resolve(members.map(({ initial }) => ({
        parameters: initial,
        epochLosses: [diverges.includes(marks.get(initial[0]!)!) ? NaN : 0.1],
      })));
    },
  };
  const scorer: Scorer = {
    cosines: ({ count: images }, { length: members, 0: first }) => {
      const height = keepsNothing.includes(marks.get(first![0]!)!) ? 0.1 : 0.99;
      const values = new Float32Array(images * members * 10);
      for (let image = 0; image < images; image++) {
        for (let member = 0; member < members; member++) {
          const right = labels[image % labels.length] === member;
          values.fill(right ? height : 0, (image * members + member) * 10, (image * members + member + 1) * 10);
        }
      }
      return Promise.resolve({ images, members, classes: 10, values });
    },
  };
  return { trainer, scorer, trainedSeeds };
}

async function inputsOf(seeds: readonly number[]) {
  const dataset = await loadDatasetFolder("tests/fixtures/fashion");
  const inputs = seeds.map((seed) => ({
    ...{ model, dataset, labelVectors: NOTEBOOK_LABEL_VECTORS, settings: SETTINGS, seed, waveWidth: 0, setUpMs: 0 },
  }));
  return { inputs, labels: dataset.train.labels };
}

const partsOf = (folder: string) =>
  namesIn(folder).filter((name) => name.endsWith(".safetensors")).map((name) => name.replace(/\..*/, ""));

Deno.test("seeds that cannot be trained are named, the others end, and the first of those is shown in full", async () => {
  const { inputs, labels } = await inputsOf([1, 2, 4, 5]);
  const { trainer, scorer } = pretend(labels, [1], [4]);
  await withCheckpoint(async (checkpoint: Checkpoint, folder: string) => {
    const outcome = await runPublishedSeeds(inputs, trainer, scorer, silentProgress, keptSteps(checkpoint));
    assert.deepEqual(outcome.publishedSeeds.map(({ seed }) => seed), [2, 5]);
    assert.equal(outcome.publishedSeedsSummary.stage1Tries.count, 2);
    assert.equal(outcome.firstSeed, 2);
    assert.deepEqual(outcome.published.stage2.test.images, 50);
    assert.deepEqual(outcome.failures.map(({ protocol, seed }) => [protocol, seed]), [["published", 1], [
      "published",
      4,
    ]]);
    assert.match(outcome.failures[0]!.reason, /^Stage 2: no image of class 0 found to train on/);
    assert.match(outcome.failures[1]!.reason, /^Training digit 0, try 1: the loss is not a number/);
    const results = [1, 2, 4, 5].map((seed) => `result-of-seed-${seed}`);
    assert.deepEqual([...new Set(partsOf(folder))].sort(), [...results, "seed-2"], "of one seed the steps are kept");

    // A run that goes on trains nothing again, not even what failed.
    const again = pretend(labels, [], []);
    const resumed = await runPublishedSeeds(inputs, again.trainer, scorer, silentProgress, keptSteps(checkpoint));
    assert.deepEqual(again.trainedSeeds, []);
    assert.deepEqual([resumed.failures, resumed.publishedSeeds], [outcome.failures, outcome.publishedSeeds]);
    assert.deepEqual(resumed.first.models, outcome.first.models);
  });
});

Deno.test("a run that goes on shows the first seed in full, though another had ended first", async () => {
  const { inputs, labels } = await inputsOf([1, 2]);
  const { trainer, scorer } = pretend(labels, [], []);
  await withCheckpoint(async (checkpoint: Checkpoint, folder: string) => {
    await runPublishedSeeds(inputs.slice(1), trainer, scorer, silentProgress, keptSteps(checkpoint));
    assert.deepEqual([...new Set(partsOf(folder))].sort(), ["result-of-seed-2", "seed-2"]);
    const outcome = await runPublishedSeeds(inputs, trainer, scorer, silentProgress, keptSteps(checkpoint));
    assert.deepEqual([outcome.firstSeed, outcome.publishedSeeds.length], [1, 2]);
    assert.deepEqual([...new Set(partsOf(folder))].sort(), ["result-of-seed-1", "result-of-seed-2", "seed-1"]);
  });
});

Deno.test("seeds none of which can be trained are an error that names each; other errors end the run", async () => {
  const { inputs, labels } = await inputsOf([1, 3]);
  const { trainer, scorer } = pretend(labels, [1], [3]);
  await assert.rejects(runPublishedSeeds(inputs, trainer, scorer, silentProgress), (error) => {
    assert.ok(error instanceof AggregateError);
    assert.match(error.message, /^Running 2 seeds: found none that can be trained$/);
    assert.ok(error.errors.every((one) => one instanceof UntrainableError));
    assert.match(String(error.errors[0]), /The published protocol on seed 1 failed: Stage 2: no image of class 0/);
    return true;
  });
  const lost = { ...trainer, train: () => Promise.reject(new Error("device lost")) };
  await assert.rejects(runPublishedSeeds(inputs, lost, scorer, silentProgress), /^Error: device lost$/);
});
