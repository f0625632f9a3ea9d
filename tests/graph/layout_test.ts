import assert from "node:assert/strict";
import { layOut } from "../../lib/graph/layout.ts";
import { symmetricGraph } from "../../lib/graph/sparse_graph.ts";
import { walkNeighbours } from "../../lib/graph/walk_neighbours.ts";
import { sampleNeighbours } from "./samples.ts";

/** A ring of images, each linked to the next. */
function ring(count: number) {
  return symmetricGraph({
    count,
    k: 1,
    ids: Uint32Array.from({ length: count }, (_, i) => (i + 1) % count),
    weights: new Float32Array(count).fill(1),
  });
}

Deno.test("walkNeighbours() counts the visits of walks of up to so many steps", () => {
  const { places, visits } = walkNeighbours(ring(12), [0, 1, 2, 6], 3, 5);
  // One step to 1 with probability 1/2; three steps back to it in three of eight ways.
  assert.deepEqual(places, [[1, 2], [0, 2], [1, 0], []]);
  assert.deepEqual(visits[0], [1 / 2 + 3 / 8, 1 / 4]);
  assert.deepEqual(walkNeighbours(ring(12), [0, 1, 2, 6], 3, 1).places, [[1], [0], [1], []]);
});

Deno.test("walkNeighbours() comes to images of the same cluster", () => {
  const graph = symmetricGraph(sampleNeighbours(701, 6, 3));
  const sample = Array.from({ length: 100 }, (_, i) => 7 * i);
  const { places } = walkNeighbours(graph, sample, 3, 8);
  const pairs = places.flatMap((row, place) => row.map((other) => sample[place]! % 10 === sample[other]! % 10));
  assert.ok(pairs.length > 300, `${pairs.length} pairs`);
  assert.ok(pairs.filter(Boolean).length > 0.8 * pairs.length);
});

Deno.test("layOut() puts linked points together within the unit square, and is the same every time", () => {
  // Three cliques of twelve, and a point by itself.
  const neighbours = Array.from(
    { length: 37 },
    (_, point) =>
      point === 36
        ? []
        : Array.from({ length: 12 }, (_, i) => 12 * Math.floor(point / 12) + i).filter((other) => other !== point),
  );
  const { x, y } = layOut(neighbours);
  assert.deepEqual(layOut(neighbours), { x, y });
  for (const values of [x, y]) {
    assert.deepEqual([Math.min(...values), Math.max(...values)], [0, 1]);
    assert.ok(values.every((value) => Number(value.toFixed(3)) === value));
  }
  const distance = (a: number, b: number) => Math.hypot(x[a]! - x[b]!, y[a]! - y[b]!);
  const mean = (pairs: [number, number][]) => pairs.reduce((sum, [a, b]) => sum + distance(a, b), 0) / pairs.length;
  const pairs = Array.from({ length: 36 * 36 }, (_, i): [number, number] => [Math.floor(i / 36), i % 36])
    .filter(([a, b]) => a < b);
  const within = ([a, b]: [number, number]) => Math.floor(a / 12) === Math.floor(b / 12);
  assert.ok(mean(pairs.filter((pair) => !within(pair))) > 2 * mean(pairs.filter(within)));
});

Deno.test("layOut() takes a single point, and points without links", () => {
  assert.deepEqual(layOut([[]]), { x: [0.5], y: [0.5] });
  assert.equal(layOut([[], [], []]).x.length, 3);
});
