import assert from "node:assert/strict";
import { type BenchEnsemble, openEnsemble, scoringPass, trainingPass } from "../../lib/bench/bench_ensemble.ts";
import { SpreadRecord } from "../../lib/bench/bench_record.ts";
import type { BenchSettings } from "../../lib/bench/bench_settings.ts";
import { capture } from "../../lib/bench/captured.ts";
import { measureInProcess } from "../../lib/bench/run_bench.ts";
import { NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../../lib/ensemble/notebook_label_vectors.ts";
import { silentProgress } from "../../lib/run/progress.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { sampleImages } from "./samples.ts";

const TINY: BenchSettings = {
  leastMs: 1,
  repeats: 2,
  copySide: 64,
  ceilingWorkgroups: 4,
  batch: 3,
  scoringMembers: 2,
  tfjsImages: 2,
  referenceImages: 1,
  memberCounts: [1, 3],
  batches: [2],
  imageCounts: [2, 4],
};

let opened: Promise<BenchEnsemble> | undefined;

function ensemble(): Promise<BenchEnsemble> {
  opened ??= sharedGpu().then((gpu) =>
    openEnsemble(gpu, NOTEBOOK_ARCHITECTURE, sampleImages(5), NOTEBOOK_LABEL_VECTORS)
  );
  return opened;
}

Deno.test({
  name: "the recorded passes hold every kernel of the product, and nothing of them stays",
  ...SHARED_DEVICE,
  fn: async () => {
    const bench = await ensemble();
    bench.images.packed(bench.imageSet);
    const before = bench.gpu.bytesInUse;
    const training = await trainingPass(bench, 2, 3);
    const scoring = await scoringPass(bench, 2);
    assert.equal(scoring.images, 5);
    assert.ok(bench.gpu.bytesInUse > before);
    const labels = new Set([...training.dispatches, ...scoring.dispatches].map(({ pipeline }) => pipeline.label));
    labels.add("advance step");
    assert.deepEqual([...labels].sort(), bench.compiling.map(({ label }) => label).sort());
    training.release();
    scoring.release();
    assert.equal(bench.gpu.bytesInUse, before);
  },
});

Deno.test({
  name: "a training pass of more members than a chunk holds has a step for every chunk, and one when all go at once",
  ...SHARED_DEVICE,
  fn: async () => {
    const bench = await ensemble();
    const members = 2 * bench.plan.trainingMembers + 1;
    const updates = async (atOnce: boolean) => {
      const pass = await trainingPass(bench, members, 1, atOnce);
      pass.release();
      return pass.dispatches.filter(({ pipeline }) => pipeline.label === "AdamW").map(({ workgroups }) =>
        workgroups[1]
      );
    };
    assert.deepEqual(await updates(false), [bench.plan.trainingMembers, bench.plan.trainingMembers, 1]);
    assert.deepEqual(await updates(true), [members]);
  },
});

Deno.test({
  name: "capture() refuses a piece of work that submits nothing, and frees what it had taken",
  ...SHARED_DEVICE,
  fn: async () => {
    const gpu = await sharedGpu();
    const before = gpu.bytesInUse;
    const work = (recorder: typeof gpu) => {
      recorder.release(recorder.buffer(1024, "scratch"));
      assert.ok(gpu.bytesInUse > before);
      return Promise.resolve();
    };
    await assert.rejects(capture(gpu, work), { name: "RangeError", message: /found nothing submitted/ });
    assert.equal(gpu.bytesInUse, before);
  },
});

Deno.test({
  name: "every part is measured: kernels, ceilings, comparisons, sizes and overheads, in the units that are told",
  ...SHARED_DEVICE,
  fn: async () => {
    const bench = await ensemble();
    const found = await measureInProcess(bench, "all", TINY, silentProgress);
    const spreads = [
      ...found.ceilings.map(({ rate }) => rate),
      ...[...found.kernels, ...found.passes].map(({ microseconds }) => microseconds),
      ...found.comparisons!.flatMap(({ ours, others }) => [ours, ...others.map(({ microseconds }) => microseconds)]),
      ...found.scaling!.flatMap(({ series }) =>
        series.flatMap(({ points }) => points.map(({ microseconds }) => SpreadRecord.parse(microseconds)))
      ),
    ];
    for (const { samples, min } of spreads) assert.ok(samples.length === TINY.repeats && min > 0);
    assert.deepEqual(
      found.scaling!.map(({ series }) => series.map(({ points }) => points.map(({ at }) => at))),
      [[[1, 3], [1, 3], [1, 3]], [[2]], [[2, 4]]],
    );
    const step = found.passes.find(({ name }) => name === "training step")!;
    // 2 operations a multiply-add, over microseconds, is millions a second.
    assert.ok(Math.abs(2 * step.multiplyAdds! / step.microseconds.median / 1000 / step.gigaflops! - 1) < 1e-9);
    assert.ok(found.overheads!.pipelines.every(({ createMs }) => createMs > 0));
    assert.equal(
      found.overheads!.pipelines.filter(({ firstDispatchMs }) => firstDispatchMs === undefined).length,
      1, // the step counter's, which is left out of recorded passes
    );
    assert.ok(found.memory.gpuBytes > 0 && found.memory.residentBytes > 0);
  },
});
