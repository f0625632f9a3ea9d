/** Methods that are known elsewhere, against what their papers say, written out densely. */
import assert from "node:assert/strict";
import { labelSpreading } from "../../lib/spread/label_spreading.ts";
import { poissonLearning } from "../../lib/spread/poisson_learning.ts";
import { symmetricGraph } from "../../lib/graph/sparse_graph.ts";
import { linkedGraph, sampleNeighbours } from "../graph/samples.ts";

const COUNT = 701;
const graph = symmetricGraph(sampleNeighbours(COUNT, 6, 3));
const indices = Array.from({ length: 10 }, (_, c) => 11 * c + 20);
const labelled = { indices, labels: indices.map((index) => index % 10), classes: 10 };
const wrong = (labels: Uint8Array) => labels.filter((label, image) => image < COUNT - 1 && label !== image % 10).length;

Deno.test("labelSpreading() and poissonLearning() tell ten groups apart by one label each, and keep these labels", () => {
  for (const method of [labelSpreading, poissonLearning]) {
    const found = method(graph, labelled);
    assert.ok(wrong(found) < 0.05 * COUNT, `${method.name}: ${wrong(found)} wrong`);
    indices.forEach((index) => assert.equal(found[index], index % 10));
  }
});

Deno.test("poissonLearning() solves Poisson's equation: potentials on a path fall evenly from source to sink", () => {
  // A path of six: labels 3 at one end and 5 at the other part it in the middle, wherever weights are equal.
  const path = linkedGraph(6, [[0, 1], [1, 2], [2, 3], [3, 4], [4, 5]]);
  assert.deepEqual([...poissonLearning(path, { indices: [0, 5], labels: [3, 5], classes: 10 })], [3, 3, 3, 5, 5, 5]);
  // A dead end takes the potential of where it begins, and potentials balance out by degree: 1.6, 0.6, −0.4, −0.4, −0.4,
  // −0.4 for class 3, so that the image in the middle between both labels is a 3, and in the mirror a 5.
  assert.deepEqual([...poissonLearning(path, { indices: [0, 2], labels: [3, 5], classes: 10 })], [3, 3, 5, 5, 5, 5]);
  assert.deepEqual([...poissonLearning(path, { indices: [3, 5], labels: [3, 5], classes: 10 })], [3, 3, 3, 3, 5, 5]);
});
