import assert from "node:assert/strict";
import { drawLabelled } from "../../lib/data/draw.ts";
import { CLASSES, headOfSet } from "../../lib/data/dataset.ts";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import { PROPAGATION_SETTINGS } from "../../lib/graph/propagation.ts";
import { labelPictures } from "../../lib/protocols/label_method.ts";
import { runLeakFree } from "../../lib/protocols/leak_free.ts";
import { TorchGenerator } from "../../lib/random/torch_generator.ts";
import { silentProgress } from "../../lib/run/progress.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { memoryStore } from "../graph/samples.ts";

const mnist = await loadMnistPackage();
const { images, labels } = headOfSet(mnist.train, 200);
const test = headOfSet(mnist.test, 20).images;

Deno.test(
  "pictures without a test set are labelled as the protocol labels training images, by groups and by spreading",
  SHARED_DEVICE,
  async () => {
    const gpu = await sharedGpu();
    const byClass = drawLabelled(labels, 3, new TorchGenerator(5));
    const right = { indices: byClass.flat(), labels: byClass.flatMap((row, label) => row.map(() => label)) };
    // Labels that groups cannot bear out: labels spread.
    const wrong = { indices: right.indices, labels: right.labels.map((_, i) => i % 10) };
    const graphStore = memoryStore(new Map());
    const outcome = await runLeakFree(
      { trainImages: images, testImages: test, draws: [right, wrong] },
      gpu,
      silentProgress,
    );
    assert.equal(outcome.draws[1]!.pseudoLabels.way, "spreading");
    for (const [draw, labelled] of [right, wrong].entries()) {
      const input = { images, labelled, propagationSettings: PROPAGATION_SETTINGS, graphStore };
      const own = await labelPictures(input, gpu, silentProgress);
      assert.deepEqual(own.decided, outcome.draws[draw]!.pseudoLabels);
      assert.equal(own.graphFromStore, draw > 0);
      const given = new Set(labelled.indices);
      const { labels: decided, confidences } = own.decided.second;
      for (let image = 0; image < images.count; image++) {
        const row = own.beliefs.subarray(image * CLASSES, (image + 1) * CLASSES);
        assert.ok(Math.abs(row.reduce((sum, share) => sum + share, 0) - 1) < 1e-5, `row ${image} sums to 1`);
        if (given.has(image)) continue;
        assert.ok(
          Math.abs(row[decided[image]!]! - confidences[image]!) < 1e-4,
          `share of image ${image}, draw ${draw}`,
        );
        assert.ok(row[decided[image]!]! > Math.max(...row) - 1e-4);
      }
    }
  },
);

Deno.test(
  "without a label pictures have the numbers of their groups",
  SHARED_DEVICE,
  async () => {
    const gpu = await sharedGpu();
    const input = {
      images,
      labelled: { indices: [], labels: [] },
      propagationSettings: PROPAGATION_SETTINGS,
      graphStore: memoryStore(new Map()),
    };
    const none = await labelPictures(input, gpu, silentProgress);
    assert.equal(none.decided.way, "groups");
    assert.deepEqual(none.groups, none.decided.second.labels);
    assert.equal(none.communities.length, 200);
  },
);
