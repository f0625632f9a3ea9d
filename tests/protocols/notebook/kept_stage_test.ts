import assert from "node:assert/strict";
import { NOTEBOOK_ARCHITECTURE } from "../../../lib/ensemble/architecture.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../../../lib/ensemble/notebook_label_vectors.ts";
import { keptStage } from "../../../lib/protocols/notebook/kept_stage.ts";
import { trainStage } from "../../../lib/protocols/notebook/stage.ts";
import { keptSteps } from "../../../lib/run/kept_steps.ts";
import { silentProgress } from "../../../lib/run/progress.ts";
import type { Trainer } from "../../../lib/train/trainer.ts";
import { withCheckpoint } from "../../run/with_checkpoint.ts";

/** Trains nothing: a member's losses follow from where it starts, so that some tries win and others do not. */
const TRAINER: Trainer = {
  preferredMembers: 3,
  leastChance: 0,
  train: (_images, members) =>
    Promise.resolve(members.map(({ initial, epochs }) => ({
      parameters: initial,
      epochLosses: epochs.map((_, epoch) => Math.abs(initial[epoch]!) * 10),
    }))),
};
const UNUSED: Trainer = { ...TRAINER, train: () => assert.fail("trained again") };

Deno.test("a stage taken from before is the stage, the state of its generator included", async () => {
  const model = NOTEBOOK_ARCHITECTURE;
  const input = {
    name: "Stage 1",
    images: { count: 20, pixels: new Uint8Array(20 * 784) },
    // The last class has no image: its model is dead and takes no try.
    trainIndices: Array.from({ length: 10 }, (_, digit) => digit === 9 ? [] : [digit, digit + 10]),
    labelVectors: NOTEBOOK_LABEL_VECTORS,
    settings: { imagesPerClass: 2, epochs: 3, maxTries: 4, targetLoss: 0.5 },
    batchSize: 2,
    learningRate: 0.01,
    seed: 7,
    waveWidth: 0,
    emptyClasses: "dead model",
  } as const;
  const { generator, ...stage } = await trainStage(model, TRAINER, input, silentProgress);
  assert.ok(new Set(stage.tries).size > 2, `tries ${stage.tries}`);
  const words = [generator.randomInt64(), generator.randomInt64()];
  await withCheckpoint(async (checkpoint) => {
    for (const trainer of [TRAINER, UNUSED]) {
      const { generator: found, durationMs: _, ...rest } = await keptStage(
        keptSteps(checkpoint),
        model,
        trainer,
        input,
        silentProgress,
      );
      const { durationMs: __, ...wanted } = stage;
      assert.deepEqual(rest, wanted);
      assert.deepEqual([found.randomInt64(), found.randomInt64()], words);
    }
  });
});
