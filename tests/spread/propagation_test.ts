import assert from "node:assert/strict";
import { Gpu } from "../../lib/gpu/gpu.ts";
import {
  balanceFactors,
  NO_LABEL,
  propagate,
  PROPAGATION_SETTINGS,
  seedLabels,
  steps,
} from "../../lib/spread/propagation.ts";
import { Propagation } from "../../lib/spread/propagation_gpu.ts";
import { normalisedWeights, symmetricGraph } from "../../lib/graph/sparse_graph.ts";
import { checkHalfWay } from "../gpu/half_way.ts";
import { sampleNeighbours } from "../graph/samples.ts";

const COUNT = 701;
const neighbours = sampleNeighbours(COUNT, 6, 3);
const graph = symmetricGraph(neighbours);
const draws = [0, 1, 2].map((draw) => {
  const indices = Array.from({ length: 10 }, (_, c) => c + 10 * (draw * 7 + c));
  return { indices, labels: indices.map((index) => index % 10), classes: 10 };
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
  const factors = balanceFactors(beliefs, prior, 200);
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
      const propagation = await Propagation.create(gpu, graph, 10, settings);
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

Deno.test("Propagation.run() shows where the first draw's labels have come to, and comes to the same for it", async () => {
  const gpu = await Gpu.open();
  try {
    const propagation = await Propagation.create(gpu, graph, 10, PROPAGATION_SETTINGS);
    const plain = await propagation.run(draws);
    const found = await propagation.run(draws, undefined, [0, 1, 2, 100]);
    assert.equal(await checkHalfWay(gpu, () => propagation.run(draws.slice(0, 1)), () => {}), 7);
    propagation.dispose();
    assert.deepEqual(found.map(({ first, second }) => ({ first, second })), plain);
    assert.deepEqual(found.map(({ watched }) => watched?.map(({ step }) => step)), [
      [0, 1, 2, 100],
      undefined,
      undefined,
    ]);
    const seeds = seedLabels(COUNT, draws[0]!);
    const weights = normalisedWeights(graph, "symmetric");
    for (const { step, labels } of found[0]!.watched!) {
      const beliefs = steps(graph, weights, seeds, 10, step, PROPAGATION_SETTINGS.alpha);
      for (let image = 0; image < COUNT; image++) {
        const row = beliefs.subarray(image * 10, image * 10 + 10);
        const most = Math.max(...row);
        const text = `step ${step}, image ${image}`;
        if (seeds[image] !== NO_LABEL) assert.equal(labels[image], seeds[image], text);
        else if (most === 0) assert.equal(labels[image], NO_LABEL, text);
        else assert.ok(row[labels[image]!]! > 0.999 * most, text);
      }
    }
    const reached = found[0]!.watched!.map(({ labels }) => labels.filter((label) => label !== NO_LABEL).length);
    assert.equal(reached[0], 10);
    assert.ok(reached[0]! < reached[1]! && reached[1]! < reached[2]! && reached[2]! < reached[3]!, reached.join());
  } finally {
    gpu.close();
  }
});

Deno.test("seedLabels() refuses a label or an index out of range", () => {
  assert.throws(() => seedLabels(5, { indices: [5], labels: [0], classes: 10 }), RangeError);
  assert.throws(() => seedLabels(5, { indices: [0], labels: [10], classes: 10 }), RangeError);
  assert.throws(() => seedLabels(5, { indices: [0, 1], labels: [1], classes: 10 }), RangeError);
});

Deno.test("an image that 140,000 are linked to hears them all: no loop over links is ended by the driver", async () => {
  const count = 140_001;
  // Nobody has another neighbour than image 0.
  const links = { count, k: 1, ids: new Uint32Array(count), weights: new Float32Array(count).fill(1) };
  links.ids[0] = 0xffffffff;
  const indices = [...[1, 2, 3], ...[4, 3, 2, 1, 0].map((i) => count - 1 - i)];
  const labelled = { indices, labels: indices.map((index) => index < 10 ? 2 : 7), classes: 10 };
  const settings = { ...PROPAGATION_SETTINGS, firstSteps: 1, secondSteps: 1, prior: false };
  const gpu = await Gpu.open();
  try {
    const propagation = await Propagation.create(gpu, symmetricGraph(links), 10, settings);
    const [found] = await propagation.run([labelled]);
    propagation.dispose();
    assert.equal(found!.first.labels[0], 7);
    assert.ok(Math.abs(found!.first.confidences[0]! - 25 / 34) < 1e-3, `${found!.first.confidences[0]}`);
  } finally {
    gpu.close();
  }
});
