import assert from "node:assert/strict";
import { propagate, PROPAGATION_SETTINGS } from "../../lib/graph/propagation.ts";
import { NO_LABEL } from "../../lib/graph/seed_labels.ts";
import { type SparseGraph, symmetricGraph } from "../../lib/graph/sparse_graph.ts";
import { agreeOnCommunities, decideCommunities } from "../../lib/graph/whole_communities.ts";

/** A graph of links, each of weight 1 if no other is given. */
function linked(count: number, links: readonly (readonly [number, number, number?])[]): SparseGraph {
  const lists = Array.from({ length: count }, (): [number, number][] => []);
  for (const [from, to, weight = 1] of links) lists[from]!.push([to, weight]);
  const k = Math.max(...lists.map((list) => list.length));
  const ids = new Uint32Array(count * k).fill(0xffffffff);
  const weights = new Float32Array(count * k);
  lists.forEach((list, image) =>
    list.forEach(([to, weight], at) => {
      ids[image * k + at] = to;
      weights[image * k + at] = weight;
    })
  );
  return symmetricGraph({ count, k, ids, weights });
}

/** u8 [count]: labels at some places, 255 elsewhere. */
function seedsAt(count: number, labels: Readonly<Record<number, number>>): Uint8Array {
  return Uint8Array.from({ length: count }, (_, image) => labels[image] ?? NO_LABEL);
}

Deno.test("decideCommunities() gives a community the class that all its labelled images have", () => {
  const graph = linked(4, [[0, 1], [1, 2], [2, 3]]);
  const communities = Uint32Array.of(0, 0, 1, 1);
  const found = decideCommunities(graph, communities, seedsAt(4, { 0: 3, 3: 5 }), Uint8Array.of(3, 1, 1, 5));
  assert.deepEqual([...found], [3, 3, 5, 5]);
});

Deno.test("decideCommunities() leaves the images of a disputed community what they had", () => {
  const graph = linked(4, [[0, 1], [1, 2], [2, 3]]);
  const found = decideCommunities(
    graph,
    new Uint32Array(4),
    seedsAt(4, { 0: 3, 1: 3, 3: 5 }),
    Uint8Array.of(3, 3, 9, 5),
  );
  assert.deepEqual([...found], [3, 3, 9, 5]);
});

Deno.test("decideCommunities() gives one without a label the class most links lead to, its own images not asked", () => {
  // 0: class 1; 1: class 2; 2 and 3: an island with two links to 0 and one, of greater weight, to 1.
  const graph = linked(4, [[0, 2], [0, 3], [1, 3, 9], [2, 3]]);
  const communities = Uint32Array.of(0, 1, 2, 2);
  const found = decideCommunities(graph, communities, seedsAt(4, { 0: 1, 1: 2 }), Uint8Array.of(1, 2, 2, 2));
  assert.deepEqual([...found], [1, 2, 1, 1]);
});

Deno.test("decideCommunities() asks on where neighbours have no label, and a disputed neighbour image by image", () => {
  // Community 0 is disputed; 1 leans on it, 2 on 1, and 3 on nothing.
  const graph = linked(6, [[0, 1], [0, 2], [2, 3], [3, 4]]);
  const communities = Uint32Array.of(0, 0, 0, 1, 2, 3);
  const found = decideCommunities(graph, communities, seedsAt(6, { 0: 4, 1: 6 }), Uint8Array.of(4, 6, 6, 0, 0, 8));
  assert.deepEqual([...found], [4, 6, 6, 6, 6, 8]);
});

Deno.test("agreeOnCommunities() takes what most partitions say, of equals what was there, and no labelled image's label", () => {
  const graph = linked(3, [[0, 1], [1, 2]]);
  const seeds = seedsAt(3, { 0: 1, 2: 2 });
  const toZero = Uint32Array.of(0, 0, 1);
  const toTwo = Uint32Array.of(0, 1, 1);
  const agree = (
    partitions: Uint32Array[],
    before: number,
  ) => [...agreeOnCommunities(graph, partitions, seeds, Uint8Array.of(1, before, 2))];
  assert.deepEqual(agree([toZero, toTwo, toTwo], 1), [1, 2, 2]);
  assert.deepEqual(agree([toZero, toTwo], 2), [1, 2, 2]);
  assert.deepEqual(agree([toZero, toTwo], 1), [1, 1, 2]);
  assert.deepEqual(agree([], 7), [1, 7, 2]);
  // A labelled image among others of another class keeps its label, in a community of its own as in a disputed one.
  assert.deepEqual(
    [...agreeOnCommunities(graph, [new Uint32Array(3)], seeds, Uint8Array.of(9, 9, 9))],
    [1, 9, 2],
  );
});

Deno.test("propagate() sends home an island that the wrong class reaches first", () => {
  // Rings of 40: class 0, class 1, and an island without a label. One strong link leads from the island to the label of
  // class 1, which is all but next to it; three weaker ones to far sides of class 0.
  const ring = (first: number) =>
    Array.from({ length: 40 }, (_, i) => [1, 2, 3].map((step) => [first + i, first + (i + step) % 40] as const)).flat();
  const links = [...ring(0), ...ring(40), ...ring(80)];
  const graph = linked(120, [...links, [80, 41, 1], [81, 20, 0.2], [85, 22, 0.2], [100, 24, 0.2]]);
  const labelled = { indices: [0, 40], labels: [0, 1] };
  const settings = { ...PROPAGATION_SETTINGS, prior: false, resolution: 1 };
  const island = (labels: Uint8Array) => labels.subarray(80);
  assert.ok(island(propagate(graph, labelled, { ...settings, partitions: 0 }).second.labels).every((c) => c === 1));
  const found = propagate(graph, labelled, settings);
  assert.ok(island(found.first.labels).every((c) => c === 1), "the first pass alone does not know better");
  assert.ok(island(found.second.labels).every((c) => c === 0));
  assert.ok(found.second.labels.subarray(0, 40).every((c) => c === 0));
  assert.ok(found.second.labels.subarray(40, 80).every((c) => c === 1));
});
