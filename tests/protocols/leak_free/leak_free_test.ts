import assert from "node:assert/strict";
import { LEAK_FREE_NETWORK } from "../../../lib/ensemble/network.ts";
import { Gpu } from "../../../lib/gpu/gpu.ts";
import { PROPAGATION_SETTINGS } from "../../../lib/spread/propagation.ts";
import { findCopies } from "../../../lib/graph/copies.ts";
import { graphCache } from "../../../lib/protocols/graph_cache.ts";
import { labelPictures } from "../../../lib/protocols/label/label_method.ts";
import { runLeakFree } from "../../../lib/protocols/leak_free/leak_free.ts";
import { silentProgress } from "../../../lib/run/progress.ts";
import { uniformAt } from "../../../lib/random/counter_stream.ts";

/** Ten kinds of bars, jittered: image i is of kind i % 10. */
function bars(count: number, seed: number): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(count * 784);
  for (let image = 0; image < count; image++) {
    const kind = image % 10;
    const left = 8 + Math.floor(uniformAt(seed, image, 0) * 4);
    const top = 6 + Math.floor(uniformAt(seed, image, 1) * 3);
    for (let bar = 0; bar < 4; bar++) {
      if (!(kind + 3 >> bar & 1)) continue;
      for (let along = 0; along < 10; along++) {
        const row = bar < 2 ? top + bar * 10 : top + along;
        const column = bar < 2 ? left + along : left + (bar - 2) * 10;
        pixels[image * 784 + row * 28 + column] = 255;
        pixels[image * 784 + row * 28 + column + 1] = 160;
      }
    }
  }
  return pixels;
}

Deno.test("runLeakFree() tells ten shapes apart from one label each, keeps its graph and says so", async () => {
  const folder = await Deno.makeTempDir();
  const gpu = await Gpu.open();
  try {
    const indices = Array.from({ length: 10 }, (_, kind) => kind + 10);
    const input = {
      trainImages: { count: 200, pixels: bars(200, 1) },
      testImages: { count: 30, pixels: bars(30, 2) },
      draws: [{ indices, labels: indices.map((index) => index % 10), classes: 10 }],
      graphStore: graphCache(`${folder}/cache`, assert.fail),
    };
    const first = await runLeakFree(input, gpu, silentProgress);
    const { pseudoLabels, votes } = first.draws[0]!;
    const right = (labels: Uint8Array) => labels.filter((label, i) => label === i % 10).length / labels.length;
    assert.ok(right(pseudoLabels.second.labels) > 0.9, `${right(pseudoLabels.second.labels)} of the training images`);
    assert.ok(right(votes.predictions) > 0.85, `${right(votes.predictions)} of the test images`);
    assert.equal(first.graphFromStore, false);

    const second = await runLeakFree(input, gpu, silentProgress);
    assert.equal(second.graphFromStore, true);
    assert.deepEqual(second.draws, first.draws);

    // A network stage sees pseudo-labels and images alone, and is added to the vote.
    const sure = new Float32Array(30 * 10);
    for (let image = 0; image < 30; image++) sure[image * 10 + 7] = 4;
    const third = await runLeakFree(
      {
        ...input,
        network: (seen) => {
          assert.deepEqual(Object.keys(seen).toSorted(), ["labels", "testImages", "trainImages"]);
          assert.deepEqual(seen.labels, [pseudoLabels.second.labels]);
          const members = [sure, new Float32Array(30 * 10)];
          const draws = [{ members, lossCurves: [[2, 1], [3, 1]], weights: [] }];
          return Promise.resolve({ model: LEAK_FREE_NETWORK, parameters: 5, steps: 6, draws });
        },
      },
      gpu,
      silentProgress,
    );
    assert.deepEqual(third.draws[0]!.votes, votes);
    assert.deepEqual([...third.draws[0]!.predictions], new Array(30).fill(7), "a mean of 2 outweighs any share");
    assert.deepEqual([third.model, third.parameters, third.steps], [LEAK_FREE_NETWORK, 5, 6]);
    assert.deepEqual(
      [...Deno.readDirSync(`${folder}/cache`)].map(({ name }) => /^graph-[0-9a-f]{64}\.bin$/.test(name)),
      [true, true],
    );

    // Without a test set the same comes out, by groups and where labels that contradict each other have to spread.
    const mixed = {
      indices: input.draws[0]!.indices.concat(40, 50, 60),
      labels: [1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 3, 5, 7],
      classes: 10,
    };
    const protocols = await runLeakFree({ ...input, draws: [mixed] }, gpu, silentProgress);
    const decisions = [[input.draws[0]!, pseudoLabels], [mixed, protocols.draws[0]!.pseudoLabels]] as const;
    for (const [labelled, wanted] of decisions) {
      const images = input.trainImages;
      const own = await labelPictures(
        { images, labelled, propagationSettings: PROPAGATION_SETTINGS },
        gpu,
        silentProgress,
      );
      assert.deepEqual(own.decided, wanted);
      const { labels, confidences } = own.decided.second;
      const firsts = findCopies(images)?.firsts;
      const given = new Set(labelled.indices.map((index) => firsts?.[index] ?? index));
      for (let image = 0; image < images.count; image++) {
        const row = own.beliefs.subarray(image * 10, image * 10 + 10);
        assert.ok(Math.abs(row.reduce((sum, share) => sum + share, 0) - 1) < 1e-5, `row ${image} sums to 1`);
        // An exact copy of a labelled image is labelled too.
        if (given.has(firsts?.[image] ?? image)) continue;
        assert.ok(
          Math.abs(row[labels[image]!]! - confidences[image]!) < 1e-4,
          `share of image ${image}, ${wanted.way}`,
        );
        assert.ok(row[labels[image]!]! > Math.max(...row) - 1e-4);
      }
    }
    assert.deepEqual(decisions.map(([, { way }]) => way), ["groups", "spreading"]);
    const unlabelled = { indices: [], labels: [], classes: 10 };
    const none = await labelPictures(
      { images: input.trainImages, labelled: unlabelled, propagationSettings: PROPAGATION_SETTINGS },
      gpu,
      silentProgress,
    );
    assert.deepEqual(none.groups, none.decided.second.labels, "without a label pictures have their groups' numbers");
  } finally {
    gpu.close();
    await Deno.remove(folder, { recursive: true });
  }
});
