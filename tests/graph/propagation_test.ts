import assert from "node:assert/strict";
import { Gpu } from "../../lib/gpu/gpu.ts";
import { balanceFactors, propagate, PROPAGATION_SETTINGS, seedLabels } from "../../lib/graph/propagation.ts";
import { Propagation } from "../../lib/graph/propagation_gpu.ts";
import { normalisedWeights, symmetricGraph } from "../../lib/graph/sparse_graph.ts";
import { sampleNeighbours } from "./samples.ts";

const COUNT = 701;
const neighbours = sampleNeighbours(COUNT, 6, 3);
const graph = symmetricGraph(neighbours);
const draws = [0, 1, 2].map((draw) => {
  const indices = Array.from({ length: 10 }, (_, c) => c + 10 * (draw * 7 + c));
  return { indices, labels: indices.map((index) => index % 10) };
});

Deno.test("symmetricGraph() is A + Aᵀ with rising columns", () => {
  const dense = Array.from({ length: COUNT }, () => new Float64Array(COUNT));
  for (let row = 0; row < COUNT; row++) {
    for (let at = row * 6; at < row * 6 + 6; at++) {
      const column = neighbours.ids[at]!;
      if (column === 0xffffffff) continue;
      dense[row]![column]! += neighbours.weights[at]!;
      dense[column]![row]! += neighbours.weights[at]!;
    }
  }
  let entries = 0;
  for (let row = 0; row < COUNT; row++) {
    for (let at = graph.offsets[row]!; at < graph.offsets[row + 1]!; at++) {
      if (at > graph.offsets[row]!) assert.ok(graph.columns[at]! > graph.columns[at - 1]!);
      assert.equal(graph.weights[at], dense[row]![graph.columns[at]!]);
      entries++;
    }
    assert.ok(Math.abs(graph.degrees[row]! - dense[row]!.reduce((a, b) => a + b)) < 1e-12);
  }
  assert.equal(entries, dense.reduce((sum, row) => sum + row.filter((value) => value > 0).length, 0));
});

Deno.test("stochastic rows sum to 1, and to 0 where there is no neighbour", () => {
  const weights = normalisedWeights(graph, "stochastic");
  for (let row = 0; row < COUNT; row++) {
    const sum = weights.subarray(graph.offsets[row], graph.offsets[row + 1]).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - (row === COUNT - 1 ? 0 : 1)) < 1e-12);
  }
});

Deno.test("balanceFactors() makes classes as frequent as the prior says", () => {
  const beliefs = Float64Array.from(
    { length: 500 * 10 },
    (_, i) => 0.1 + (i * 7919 % 101) / 50 * (i % 10 === 1 ? 3 : 1),
  );
  const prior = Float64Array.from({ length: 10 }, (_, c) => (c + 1) / 55);
  const factors = balanceFactors(beliefs, 500, prior, 200);
  const shares = new Float64Array(10);
  for (let row = 0; row < 5000; row += 10) {
    const scaled = factors.map((factor, c) => factor * beliefs[row + c]!);
    const sum = scaled.reduce((a, b) => a + b);
    scaled.forEach((value, c) => shares[c]! += value / sum / 500);
  }
  shares.forEach((share, c) => assert.ok(Math.abs(share - prior[c]!) < 1e-6, `class ${c}: ${share}`));
});

for (const prior of [true, false]) {
  Deno.test(`Propagation matches the float64 reference for three draws at once, prior ${prior ? "on" : "off"}`, async () => {
    const settings = { ...PROPAGATION_SETTINGS, prior };
    const gpu = await Gpu.open();
    try {
      const propagation = await Propagation.create(gpu, graph, settings);
      const found = await propagation.run(draws);
      const alone = await propagation.run(draws.slice(1, 2));
      propagation.dispose();
      assert.deepEqual(found[1], alone[0], "a draw depends on no other draw");
      draws.forEach((draw, d) => {
        const wanted = propagate(graph, draw, settings);
        for (const pass of ["first", "second"] as const) {
          for (let image = 0; image < COUNT; image++) {
            const difference = found[d]![pass].confidences[image]! - wanted[pass].confidences[image]!;
            assert.ok(Math.abs(difference) < 2e-4, `${pass} pass, image ${image}: off by ${difference}`);
          }
          const flips = found[d]![pass].labels.filter((label, image) => label !== wanted[pass].labels[image]).length;
          // Ties, such as the image without neighbours, may be decided by a last digit.
          assert.ok(flips <= 1, `${flips} decisions differ`);
        }
        const right = wanted.second.labels.filter((label, image) => label === image % 10).length;
        assert.ok(right > 0.9 * COUNT, `${right} of ${COUNT} right`);
        draw.indices.forEach((index, i) => assert.equal(found[d]!.second.labels[index], draw.labels[i]));
      });
    } finally {
      gpu.close();
    }
  });
}

Deno.test("seedLabels() refuses a label or an index out of range", () => {
  assert.throws(() => seedLabels(5, { indices: [5], labels: [0] }), RangeError);
  assert.throws(() => seedLabels(5, { indices: [0], labels: [10] }), RangeError);
  assert.throws(() => seedLabels(5, { indices: [0, 1], labels: [1] }), RangeError);
});
