import assert from "node:assert/strict";
import { runResult } from "../../lib/report/run_result.ts";
import { sampleLeakFreeRecord } from "./sample_leak_free.ts";
import { sampleSeeds } from "./sample_parts.ts";
import { sampleRecord } from "./sample_record.ts";

Deno.test("runResult() names files, errors, time and what failed", () => {
  const failures = [{ protocol: "leak-free" as const, reason: "found no room" }];
  const seeds = sampleSeeds(3);
  const record = sampleRecord({
    testInformedErrors: 7,
    testFreeErrors: 4321,
    change: (sample) => Object.assign(sample, { failures, ...seeds }),
  });
  const result = runResult(record, "reports/r1");
  assert.deepEqual([result.folder, result.record, result.page], [
    "reports/r1",
    "reports/r1/run.json",
    "reports/r1/index.html",
  ]);
  assert.deepEqual([result.durationMs, result.dataset, result.adapter], [71_000, "MNIST", "Sample adapter"]);
  assert.deepEqual([result.failures, result.notices], [failures, []]);
  assert.deepEqual(result.published, {
    testImages: 10_000,
    labelInformedErrors: 7,
    labelFreeErrors: 4321,
    durationMs: record.published!.durationMs,
  });
  assert.deepEqual(
    (result.publishedSeeds as { seed: number; labelFreeErrors: number }[]).map((
      { seed, labelFreeErrors },
    ) => [seed, labelFreeErrors]),
    seeds.publishedSeeds.map(({ seed, stage2 }) => [seed, stage2.test.labelFreeErrors]),
  );
  assert.equal("leakFree" in result, false);
});

Deno.test("runResult() lists every draw's errors", () => {
  const record = sampleLeakFreeRecord({ draws: 3 });
  const { draws, meanErrorRate } = record.leakFree!;
  const result = runResult(record, "r").leakFree as { draws: Record<string, unknown>[]; meanErrorRate: number };
  assert.equal(result.meanErrorRate, meanErrorRate);
  assert.deepEqual(
    result.draws,
    draws.map(({ drawSeed, labelledTrainIndices, preset, testErrors, graphTestErrors }) => ({
      drawSeed,
      labels: labelledTrainIndices.flat().length,
      preset,
      testErrors,
      graphTestErrors,
    })),
  );
});
