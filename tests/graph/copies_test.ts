import assert from "node:assert/strict";
import { findCopies } from "../../lib/graph/copies.ts";
import { labelsOfFirsts, labelsWithCopies } from "../../lib/spread/labels_of_copies.ts";
import { buildGraph } from "../../lib/graph/build_graph.ts";
import { findNeighbours } from "../../lib/graph/find_neighbours.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { memoryStore, sampleImages } from "./samples.ts";

const COUNT = 26;
const TEST = { count: 4, pixels: sampleImages(4, 12) };
const PLAIN = { count: COUNT, pixels: sampleImages(COUNT, 11) };
const SETTINGS = { candidates: 30, measured: 20, kept: 20, passes: 1, perPass: 8, neighbours: 10 };

/** Every image eight times, one beside the other's: image i is a copy of image i % 26. */
const EIGHTFOLD = { count: 8 * COUNT, pixels: new Uint8Array(8 * COUNT * 784) };
for (let copy = 0; copy < 8; copy++) EIGHTFOLD.pixels.set(PLAIN.pixels, copy * COUNT * 784);

Deno.test("findCopies() names the first of equal images, and nothing where all differ", () => {
  assert.equal(findCopies(PLAIN), undefined);
  const copies = findCopies(EIGHTFOLD)!;
  assert.deepEqual([...copies.firsts], Array.from({ length: 8 * COUNT }, (_, i) => i % COUNT));
  assert.deepEqual([...copies.distinct], Array.from({ length: COUNT }, (_, i) => i));
});

Deno.test("a label of a copy is one of all copies, and no copy has another pseudo-label than its first", () => {
  const copies = { firsts: Uint32Array.of(0, 1, 0, 1), distinct: Uint32Array.of(0, 1) };
  const labelled = { indices: [2, 0, 3], labels: [5, 5, 6], classes: 10 };
  assert.deepEqual(labelsOfFirsts(labelled, copies), { indices: [0, 1], labels: [5, 6], classes: 10 });
  assert.equal(labelsOfFirsts(labelled, undefined), labelled);
  const found = { labels: Uint8Array.of(5, 6, 7, 8), confidences: Float32Array.of(1, 0.5, 0, 0) };
  const whole = labelsWithCopies(found, copies);
  assert.deepEqual([[...whole.labels], [...whole.confidences]], [[5, 6, 5, 6], [1, 0.5, 1, 0.5]]);
});

Deno.test("with every image eight times, neighbours are those of the images once", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  const plain = await buildGraph(gpu, PLAIN, TEST, SETTINGS);
  const eightfold = await buildGraph(gpu, EIGHTFOLD, TEST, SETTINGS);
  for (const [once, often] of [[plain, eightfold], [plain.pixels, eightfold.pixels]] as const) {
    assert.deepEqual(often.test, once.test);
    assert.deepEqual(often.training.ids.slice(0, once.training.ids.length), once.training.ids);
    assert.deepEqual(often.training.weights.slice(0, once.training.weights.length), once.training.weights);
    for (let image = COUNT; image < 8 * COUNT; image++) {
      const [first, ...others] = often.training.ids.subarray(image * 10, (image + 1) * 10);
      assert.equal(first, image % COUNT);
      assert.ok(others.every((id) => id === 0xffffffff));
    }
  }
  const store = memoryStore(new Map());
  for (const indexFromStore of [false, true]) {
    const found = await findNeighbours(gpu, TEST, EIGHTFOLD, SETTINGS, store);
    assert.deepEqual([found.neighbours, found.indexFromStore], [plain.test, indexFromStore]);
  }
});
