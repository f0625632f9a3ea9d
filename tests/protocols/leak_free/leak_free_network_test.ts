import assert from "node:assert/strict";
import { network } from "../../../lib/ensemble/network.ts";
import { leakFreeNetwork } from "../../../lib/protocols/leak_free/leak_free_network.ts";
import { addToVote, memberPredictions } from "../../../lib/protocols/leak_free/network_stage.ts";
import { keptSteps } from "../../../lib/run/kept_steps.ts";
import { type Progress, silentProgress } from "../../../lib/run/progress.ts";
import { SHARED_DEVICE, sharedGpu } from "../../gpu/shared_gpu.ts";
import { namesIn } from "../../run/temporary_folder.ts";
import { withCheckpoint } from "../../run/with_checkpoint.ts";

/** One bright spot a class, on a circle, so that class is place: image i is of class i % 10. */
function spots(count: number): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(count * 784);
  for (let image = 0; image < count; image++) {
    // A frame keeps deskewing from moving the spot to the middle.
    for (let k = 4; k < 24; k++) {
      for (const at of [4, 23]) pixels.fill(90, image * 784 + at * 28 + k, image * 784 + at * 28 + k + 1);
    }
    const angle = 2 * Math.PI * (image % 10) / 10;
    const [row, column] = [Math.round(13 + 7 * Math.sin(angle)), Math.round(13 + 7 * Math.cos(angle))];
    for (let y = -2; y < 3; y++) {
      pixels.fill(255, image * 784 + (row + y) * 28 + column - 2, image * 784 + (row + y) * 28 + column + 3);
    }
  }
  return pixels;
}

Deno.test({
  name: "leakFreeNetwork() learns two draws' labels with two members each, and a draw alone gives the same bytes",
  ...SHARED_DEVICE,
  async fn() {
    const gpu = await sharedGpu();
    const train = 200, test = 20;
    const labels = Uint8Array.from({ length: train }, (_, i) => i % 10);
    const turned = labels.map((label) => (label + 1) % 10);
    const model = network([
      { inChannels: 1, outChannels: 8, inSide: 28, padding: 1 },
      { inChannels: 8, outChannels: 8, inSide: 14, padding: 2 },
    ]);
    const stage = leakFreeNetwork({ members: 2, steps: 120, network: model });
    const input = {
      trainImages: { count: train, pixels: spots(train) },
      testImages: { count: test, pixels: spots(test) },
      labels: [labels, turned],
    };
    let first!: Awaited<ReturnType<typeof stage>>;
    await withCheckpoint(async (checkpoint, folder) => {
      first = await stage(input, gpu, silentProgress, keptSteps(checkpoint));
      assert.ok(namesIn(folder).includes("networks-from-0.safetensors"), "the training's state is kept");
      const resumed = await stage(input, gpu, silentProgress, keptSteps(checkpoint));
      assert.deepEqual(resumed.draws, first.draws, "networks taken from before answer the same");
      // As many are trained side by side as suits the adapter.
      await checkpoint.forget("networks-from-2");
      const told: string[] = [];
      const progress: Progress = {
        stage: (name) => ({
          update: () => void told.push(name),
          keptUpTo: () => void told.push(`${name}, from before`),
          finish() {},
        }),
      };
      const half = await stage(input, gpu, progress, keptSteps(checkpoint));
      assert.deepEqual(half.draws, first.draws);
      const wanted = gpu.traits.software ? ["Networks, from before", "Networks"] : [];
      assert.deepEqual([...new Set(told)].filter((name) => name.startsWith("Networks")), wanted);
    });
    assert.equal(first.steps, 120);
    assert.equal(first.parameters, model.parameterCount);
    const wanted = labels.slice(0, test);
    const even = { classes: 10, shares: new Float32Array(test * 10).fill(0.1) };
    assert.deepEqual(addToVote(first.draws[0]!, even), wanted);
    assert.deepEqual(addToVote(first.draws[1]!, even), turned.slice(0, test));
    for (const [draw, { members, lossCurves, weights }] of first.draws.entries()) {
      assert.equal(members.length, 2);
      assert.notDeepEqual(members[0], members[1]);
      for (const softmax of members) {
        assert.deepEqual(memberPredictions(softmax, 10), input.labels[draw]!.slice(0, test));
        for (let image = 0; image < test; image++) {
          const sum = softmax.subarray(image * 10, image * 10 + 10).reduce((total, p) => total + p, 0);
          assert.ok(Math.abs(sum - 1) < 1e-5, `a row sums to ${sum}`);
        }
      }
      assert.ok(lossCurves.every((losses) => losses.at(-1)! < losses[0]! * 0.7), `losses ${lossCurves}`);
      assert.ok(weights.every((parameters) => parameters.length === model.parameterCount));
    }
    const alone = await stage({ ...input, labels: [turned] }, gpu, silentProgress);
    assert.deepEqual(alone.draws, first.draws.slice(1));
  },
});

Deno.test({
  name: "leakFreeNetwork() trains draws with the same labels and seed once, and those with another seed by themselves",
  ...SHARED_DEVICE,
  async fn() {
    const gpu = await sharedGpu();
    const labels = Uint8Array.from({ length: 40 }, (_, i) => i % 10);
    const model = network([{ inChannels: 1, outChannels: 4, inSide: 28, padding: 1 }]);
    const stage = leakFreeNetwork({ steps: 3, network: model });
    const input = {
      trainImages: { count: 40, pixels: spots(40) },
      testImages: { count: 20, pixels: spots(20) },
      labels: [labels, labels.map((label) => 9 - label), labels.slice(), labels],
      seeds: [0, 0, 0, 1],
    };
    const told: string[] = [];
    const progress: Progress = {
      stage: () => ({ update() {}, keptUpTo() {}, finish: (detail) => void told.push(detail ?? "") }),
    };
    const { draws } = await stage(input, gpu, progress);
    assert.ok(told.includes("3 networks, 3 steps each"), told.join("; "));
    assert.deepEqual(draws[2], draws[0]);
    assert.notDeepEqual(draws[1], draws[0]);
    assert.notDeepEqual(draws[3]!.weights, draws[0]!.weights);
    for (const [draw, seed] of input.seeds.entries()) {
      const alone = await stage({ ...input, labels: [input.labels[draw]!], seeds: [seed] }, gpu, silentProgress);
      assert.deepEqual(alone.draws[0], draws[draw]);
    }
    const testImages = { count: 0, pixels: new Uint8Array() };
    const untested = await stage({ ...input, testImages, labels: [labels], seeds: [0] }, gpu, progress);
    assert.deepEqual(untested.draws[0]!.weights, draws[0]!.weights, "a test set is not needed, and changes nothing");
    assert.deepEqual(untested.draws[0]!.members.map(({ length }) => length), [0]);
    assert.ok(!told.includes("0 test images"));
  },
});

Deno.test("leakFreeNetwork() refuses no member and no step", () => {
  assert.throws(() => leakFreeNetwork({ members: 0 }), RangeError);
  assert.throws(() => leakFreeNetwork({ steps: 0 }), RangeError);
});
