import assert from "node:assert/strict";
import { type KeptSteps, keptSteps, NOTHING_KEPT } from "../../lib/run/kept_steps.ts";
import { type Progress, silentProgress } from "../../lib/run/progress.ts";
import { namesIn } from "./temporary_folder.ts";
import { withCheckpoint } from "./with_checkpoint.ts";

Deno.test("a step is done once, then taken from before: its outcome, its time, and a line that says so", async () => {
  await withCheckpoint(async (checkpoint) => {
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { values: Float32Array.of(0.1) };
    };
    const first = await keptSteps(checkpoint).once("Stage 1", silentProgress, slow);
    const told: string[] = [];
    const progress: Progress = {
      stage: (name, total) => ({
        update: () => assert.fail("it takes no time"),
        keptUpTo: (done) => told.push(`${name} ${done}/${total}`),
        finish: (summary) => told.push(String(summary)),
      }),
    };
    const steps = keptSteps(checkpoint);
    const aheadMs = (of: KeptSteps) => of.nowMs() - performance.now();
    assert.ok(Math.abs(aheadMs(steps)) < 5);
    const second = await steps.once<typeof first>("Stage 1", progress, () => assert.fail("done again"));
    assert.deepEqual(second, first);
    assert.deepEqual(told, ["Stage 1 1/1", "kept from before"]);
    assert.ok(aheadMs(steps) > 40, `${aheadMs(steps)} ms`);
    assert.ok(Math.abs(aheadMs(steps.under("other"))) < 5, "a clock of their own");
    steps.advance(1000);
    assert.ok(aheadMs(steps) > 1040);
  });
});

Deno.test("steps under a name are apart from others, and can be forgotten together", async () => {
  await withCheckpoint(async (checkpoint, folder) => {
    const steps = keptSteps(checkpoint);
    await steps.under("seed 1").writeState("Result", 1);
    await steps.under("seed 10").once("Stage 1", silentProgress, () => Promise.resolve(10));
    assert.deepEqual(namesIn(folder).filter((name) => name.startsWith("seed")), [
      "seed-1.result.safetensors",
      "seed-10.stage-1.safetensors",
    ]);
    assert.equal(await steps.under("seed 1").readState("Result"), 1);
    assert.equal(await steps.readState("Result"), undefined);
    await steps.forget("seed 1");
    assert.equal(await steps.under("seed 1").readState("Result"), undefined);
    assert.equal(await steps.under("seed 10").once("Stage 1", silentProgress, () => Promise.resolve(0)), 10);
  });
});

Deno.test("a step that fails is not kept", async () => {
  await withCheckpoint(async (checkpoint, folder) => {
    const before = namesIn(folder);
    await assert.rejects(
      keptSteps(checkpoint).once("Stage 1", silentProgress, () => Promise.reject(new Error("lost"))),
      /lost/,
    );
    assert.deepEqual(namesIn(folder), before);
  });
});

Deno.test("where nothing is kept, every step is done", async () => {
  await NOTHING_KEPT.writeState("Result", 1);
  assert.equal(await NOTHING_KEPT.readState("Result"), undefined);
  assert.equal(await NOTHING_KEPT.under("seed 1").once("Stage 1", silentProgress, () => Promise.resolve(7)), 7);
});
