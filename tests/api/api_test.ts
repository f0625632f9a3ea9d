/** What examples in the doc comments leave open: they run too. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { ReproduceOptions } from "../../lib/config/options.ts";
import {
  type Device,
  graphOfFeatures,
  openDevice,
  readRun,
  renderReport,
  reproduce,
  type ReproduceChoices,
  runLeakFree,
  spreadLabels,
  trainNetworks,
  UsageError,
  vote,
} from "../../mod.ts";

Deno.test("reproduce() takes every option of the task, but how the task answers", () => {
  const choices: Required<ReproduceChoices> = {
    ...ReproduceOptions.parse({}),
  };
  assert.ok(choices);
  // Both ways: a new option of the task is missing here until it is added there.
  type Left = Exclude<keyof ReproduceOptions, keyof ReproduceChoices>;
  const left: Record<Left, true> = { json: true, debug: true };
  assert.deepEqual(Object.keys(left), ["json", "debug"]);
});

Deno.test("reproduce() refuses what the task refuses, before any work", async () => {
  await assert.rejects(reproduce({ seeds: "0..3", protocol: "leak-free" }), UsageError);
  await assert.rejects(reproduce({ draws: -1 }), { name: "UsageError", message: /--draws/ });
});

Deno.test("renderReport() draws what the report task draws, and refuses what is no record", async () => {
  const folder = join(import.meta.dirname!, "../../reports/sample/both");
  const run = await readRun(folder);
  assert.equal(renderReport(run), await Deno.readTextFile(join(folder, "index.html")));
  assert.throws(() => renderReport({ ...run, recordVersion: 99 }), { name: "TypeError", message: /no whole record/ });
});

Deno.test("a device is given back by using, and closing twice does no harm", async () => {
  let kept: Device;
  {
    using device = await openDevice();
    kept = device;
    assert.ok(device.description.length > 0);
  }
  kept.close();
  await assert.rejects(graphOfFeatures(kept, { values: Float32Array.of(1, 2, 3), dimensions: 1 }));
});

Deno.test("labels spread over features, and rows that are only classified find their neighbours", async () => {
  using device = await openDevice();
  // Three heaps of fifty, ten away from each other.
  const heap = (i: number) => i % 3;
  const values = Float32Array.from({ length: 300 }, (_, at) => {
    const i = Math.floor(at / 2);
    const wobble = Math.sin(12.9898 * at + 4.1);
    return wobble + (at % 2 === 0 ? 10 * heap(i) : 10 * (heap(i) === 1 ? 1 : 0));
  });
  const features = { values, dimensions: 2 };
  const test = { values: Float32Array.of(0, 0, 10, 10, 20, 0), dimensions: 2 };
  const graph = await graphOfFeatures(device, features, { test });
  const { labels } = await spreadLabels(device, graph, { indices: [0, 1, 2], labels: [7, 3, 5] });
  assert.deepEqual([...labels], Array.from({ length: 150 }, (_, i) => [7, 3, 5][heap(i)]));
  assert.deepEqual([...vote(graph.test, labels).predictions], [7, 3, 5]);
});

Deno.test("what does not fit together is refused", async () => {
  using device = await openDevice();
  const images = { count: 2, pixels: new Uint8Array(2 * 784) };
  await assert.rejects(trainNetworks(device, images, Uint8Array.of(1)), { message: /1 labels for 2 images/ });
  await assert.rejects(
    runLeakFree(device, {
      trainImages: images,
      testImages: images,
      labelled: { indices: [5], labels: [1] },
      preset: "graph",
    }),
    RangeError,
  );
});
