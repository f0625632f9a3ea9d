import assert from "node:assert/strict";
import type { Gpu } from "../../lib/gpu/gpu.ts";
import type { Dispatch } from "../../lib/gpu/dispatch.ts";
import { type Pace, runPaced } from "../../lib/gpu/paced.ts";

/** An adapter that notes how many steps each submit has, and takes some milliseconds for it. */
function fakeGpu(submitMs: number) {
  const submits: number[] = [];
  const gpu = {
    submit: (_: readonly Dispatch[], repeats: number) => void submits.push(repeats),
    settle: () => new Promise<void>((resolve) => setTimeout(resolve, submitMs)),
  };
  return { submits, gpu: gpu as unknown as Gpu };
}

Deno.test("runPaced() does every step once, in submits that grow while they are quick", async () => {
  const { submits, gpu } = fakeGpu(1);
  const told: number[] = [];
  assert.equal(await runPaced(gpu, [{} as Dispatch], 100, (done) => told.push(done)), 100);
  assert.equal(submits.reduce((total, steps) => total + steps), 100);
  assert.equal(submits[0], 1);
  assert.ok(Math.max(...submits) >= 8);
  assert.equal(told.at(-1), 100);
});

Deno.test("runPaced() goes on at the pace of the run before, which a short last submit leaves alone", async () => {
  const { submits, gpu } = fakeGpu(1);
  const pace: Pace = { steps: 16 };
  for (let run = 0; run < 5; run++) await runPaced(gpu, [{} as Dispatch], 3, undefined, undefined, pace);
  assert.deepEqual([submits, pace.steps], [[3, 3, 3, 3, 3], 16]);
});
