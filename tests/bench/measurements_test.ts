import assert from "node:assert/strict";
import { type BenchEnsemble, openEnsemble, scoringPass, trainingPass } from "../../lib/bench/bench_ensemble.ts";
import { LeakFreeBenchRecord, SpreadRecord } from "../../lib/bench/bench_record.ts";
import type { BenchSettings } from "../../lib/bench/bench_settings.ts";
import { capture } from "../../lib/bench/captured.ts";
import { measureInProcess } from "../../lib/bench/run_bench.ts";
import { network } from "../../lib/ensemble/network.ts";
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
  network: network([{ inChannels: 1, outChannels: 8, inSide: 28, padding: 1 }]),
  graphImages: 20,
  pairs: 8,
  tfjsPairs: 2,
  referencePairs: 1,
  tfjsRows: 2,
  referenceRows: 1,
  tfjsGraphImages: 12,
  drawCounts: [1, 3],
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
    const { works, draws, passes, kernels, ceilings } = LeakFreeBenchRecord.parse(found.leakFree);
    assert.deepEqual(works.map(({ work }) => work), ["fine distance", "coarse distance", "candidates", "propagation"]);
    for (const { ours, others, perSecond } of works) {
      assert.ok(Math.abs(perSecond * ours.median / 1e6 - 1) < 1e-9);
      assert.deepEqual(others.map(({ name }) => name), ["tfjs operations", "plain reference in float64"]);
      for (const { ratio } of others) assert.ok(ratio.samples.length === TINY.repeats && ratio.min > 0);
    }
    assert.deepEqual(draws.series.map(({ points }) => points.map(({ at }) => at)), [[1, 3]]);
    assert.deepEqual(passes.map(({ name }) => name), ["network training step", "network prediction"]);
    // 8 filters of 3x3 on 28x28 pixels, then 8 planes of 14x14 to 10 scores; no gradient of the images.
    const [convolution, dense] = [28 ** 2 * 9 * 8, 14 ** 2 * 8 * 10];
    assert.deepEqual(passes.map((pass) => pass.multiplyAdds), [2 * convolution + 3 * dense, convolution + dense]);
    assert.ok(kernels.some(({ name, shareOfCeiling }) => name === "network layer 1 forward" && shareOfCeiling! > 0));
    assert.ok(ceilings.every(({ kind }) => kind === "multiply-adds"));
    assert.ok(found.overheads!.pipelines.every(({ createMs }) => createMs > 0));
    assert.equal(
      found.overheads!.pipelines.filter(({ firstDispatchMs }) => firstDispatchMs === undefined).length,
      1, // the step counter's, which is left out of recorded passes
    );
    assert.ok(found.memory.gpuBytes > 0 && found.memory.residentBytes > 0);
  },
});
