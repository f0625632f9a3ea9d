import assert from "node:assert/strict";
import { NOTEBOOK_SETTINGS, type PublishedSettings } from "../../../lib/config/published_settings.ts";
import { loadMnistPackage } from "../../../lib/data/mnist_package.ts";
import { NOTEBOOK_ARCHITECTURE } from "../../../lib/ensemble/architecture.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../../../lib/ensemble/notebook_label_vectors.ts";
import { openBackend } from "../../../lib/protocols/backend.ts";
import { type PublishedInput, runPublished } from "../../../lib/protocols/notebook/published.ts";
import { type PublishedSeedsOutcome, runPublishedSeeds } from "../../../lib/protocols/notebook/published_seeds.ts";
import { keptSteps } from "../../../lib/run/kept_steps.ts";
import { silentProgress } from "../../../lib/run/progress.ts";
import { PublishedSeedRecord, PublishedSeedsSummary } from "../../../lib/record/record.ts";
import type { Trainer } from "../../../lib/train/trainer.ts";
import { namesIn } from "../../run/temporary_folder.ts";
import { withCheckpoint } from "../../run/with_checkpoint.ts";

const TINY: PublishedSettings = {
  ...NOTEBOOK_SETTINGS,
  pseudoLabelThreshold: 0.5,
  trainImages: 500,
  testImages: 100,
  stage1: { ...NOTEBOOK_SETTINGS.stage1, epochs: 8, maxTries: 3, targetLoss: 1 },
  stage2: { imagesPerClass: 5, epochs: 2, maxTries: 2, targetLoss: 2 },
};

/** A record without its times. */
function timeless(record: unknown): unknown {
  return JSON.parse(JSON.stringify(record, (key, value) => key.endsWith("Ms") ? undefined : value));
}

Deno.test(
  "each of several seeds comes to what it comes to alone",
  { sanitizeOps: false, sanitizeResources: false },
  async () => {
    const dataset = await loadMnistPackage();
    const backend = await openBackend("webgpu", NOTEBOOK_ARCHITECTURE, 10);
    const inputs = [3, 4].map((seed): PublishedInput => ({
      model: NOTEBOOK_ARCHITECTURE,
      dataset,
      labelVectors: NOTEBOOK_LABEL_VECTORS,
      settings: TINY,
      seed,
      waveWidth: 0,
      setUpMs: 0,
    }));
    try {
      let outcome!: PublishedSeedsOutcome;
      await withCheckpoint(async (checkpoint, folder) => {
        const run = (trainer: Trainer) =>
          runPublishedSeeds(inputs, trainer, backend.scorer, silentProgress, keptSteps(checkpoint));
        outcome = await run(backend.trainer);
        assert.deepEqual(namesIn(folder).filter((name) => name.includes("seed-4")), ["result-of-seed-4.safetensors"]);
        const { preferredMembers, leastChance } = backend.trainer;
        const resumed = await run({ preferredMembers, leastChance, train: () => assert.fail("trained again") });
        assert.deepEqual(timeless(resumed.publishedSeeds), timeless(outcome.publishedSeeds));
        assert.deepEqual(timeless(resumed.published), timeless(outcome.published));
        assert.deepEqual(resumed.first.models, outcome.first.models);
      });
      assert.deepEqual(outcome.publishedSeeds.map(({ seed }) => seed), [3, 4]);
      for (const [i, input] of inputs.entries()) {
        const { record } = await runPublished(input, backend.trainer, backend.scorer, silentProgress);
        const found = PublishedSeedRecord.parse(outcome.publishedSeeds[i]);
        if (i === 0) assert.deepEqual(timeless(outcome.published), timeless(record));
        for (const stage of ["stage1", "stage2"] as const) {
          assert.deepEqual(found[stage].tries, record[stage].tries);
          assert.deepEqual(found[stage].winningLoss, record[stage].winningLoss);
          assert.equal(found[stage].test.labelInformedErrors, record[stage].test.labelInformedErrors);
          assert.equal(found[stage].train.labelFreeErrors, record[stage].train.labelFreeErrors);
        }
        assert.deepEqual(found.pseudoLabels.byClass, record.pseudoLabels.byClass);
        const { onlyFirstRight, onlySecondRight } = found.labelInformedAgainstLabelFree;
        const { labelInformedErrors, labelFreeErrors } = record.stage2.test;
        assert.equal(onlyFirstRight - onlySecondRight, labelFreeErrors - labelInformedErrors);
      }
      const { stage2TestLabelFreeErrors } = PublishedSeedsSummary.parse(outcome.publishedSeedsSummary);
      const errors = outcome.publishedSeeds.map(({ stage2 }) => stage2.test.labelFreeErrors);
      assert.equal(stage2TestLabelFreeErrors.count, 2);
      assert.equal(stage2TestLabelFreeErrors.maximum, Math.max(...errors));
      assert.equal(outcome.audit.controls.length, 5);
    } finally {
      backend.close();
    }
  },
);
