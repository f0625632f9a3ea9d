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

Deno.test("decideCommunities() gives one without a label the class most links lead to, its own images not asked", () => {
  // 0: class 1; 1: class 2; 2 and 3: an island with two links to 0 and one, of greater weight, to 1.
  const graph = linked(4, [[0, 2], [0, 3], [1, 3, 9], [2, 3]]);
  const communities = Uint32Array.of(0, 1, 2, 2);
  const found = decideCommunities(graph, communities, seedsAt(4, { 0: 1, 1: 2 }), Uint8Array.of(1, 2, 2, 2));
  assert.deepEqual([...found], [1, 2, 1, 1]);
});

Deno.test("decideCommunities() leaves one with a labelled image, or without a link, what its images had", () => {
  const graph = linked(5, [[0, 1], [1, 2], [2, 3]]);
  const communities = Uint32Array.of(0, 0, 1, 1, 2);
  const found = decideCommunities(graph, communities, seedsAt(5, { 0: 3, 3: 5 }), Uint8Array.of(3, 1, 1, 5, 7));
  assert.deepEqual([...found], [3, 1, 1, 5, 7]);
});

Deno.test("decideCommunities() takes the first of classes that equally many links lead to", () => {
  const graph = linked(3, [[0, 1], [0, 2]]);
  const communities = Uint32Array.of(0, 1, 2);
  const found = decideCommunities(graph, communities, seedsAt(3, { 1: 6, 2: 4 }), Uint8Array.of(9, 6, 4));
  assert.deepEqual([...found], [4, 6, 4]);
});

Deno.test("agreeOnCommunities() takes what most partitions say, of equals what was there, and no labelled image's label", () => {
  // Image 1 has two links to class 1 and one to class 2; alone it follows the two, with image 3 and its links the others.
  const graph = linked(6, [[0, 1], [4, 1], [1, 2], [3, 2], [3, 5]]);
  const seeds = seedsAt(6, { 0: 1, 2: 2, 4: 1, 5: 2 });
  const alone = Uint32Array.of(0, 1, 2, 3, 4, 5);
  const together = Uint32Array.of(0, 1, 2, 1, 4, 5);
  const agree = (partitions: Uint32Array[], before: number) =>
    agreeOnCommunities(graph, partitions, seeds, Uint8Array.of(1, before, 2, 2, 1, 2))[1];
  assert.equal(agree([alone], 7), 1);
  assert.equal(agree([together], 7), 2);
  assert.equal(agree([alone, together, together], 1), 2);
  assert.equal(agree([alone, together], 2), 2);
  assert.equal(agree([alone, together], 1), 1);
  assert.equal(agree([], 7), 7);
  assert.deepEqual([...agreeOnCommunities(graph, [], seeds, new Uint8Array(6).fill(9))], [1, 9, 2, 9, 1, 2]);
});

Deno.test("propagate() sends home an island that the wrong class reaches first", () => {
  // Class 0, class 1 and an island without a label, 20 images each, all linked with all of their kind. The island's
  // strong link leads to the labelled image of class 1; of weak links three lead to class 0.
  const kind = (first: number) =>
    Array.from(
      { length: 20 },
      (_, i) => Array.from({ length: 19 - i }, (_, j) => [first + i, first + i + j + 1] as const),
    )
      .flat();
  const links = [...kind(0), ...kind(20), ...kind(40)];
  const graph = linked(60, [...links, [40, 20, 1], [41, 12, 0.2], [42, 13, 0.2], [43, 14, 0.2]]);
  const labelled = { indices: [0, 20], labels: [0, 1] };
  const settings = { ...PROPAGATION_SETTINGS, prior: false, resolution: 1 };
  const classOf = (labels: Uint8Array, first: number) => new Set(labels.subarray(first, first + 20));
  assert.deepEqual([...classOf(propagate(graph, labelled, { ...settings, partitions: 0 }).second.labels, 40)], [1]);
  const { first, second } = propagate(graph, labelled, settings);
  assert.deepEqual([...classOf(first.labels, 40)], [1], "the first pass alone knows no better");
  assert.deepEqual([0, 20, 40].map((kind) => [...classOf(second.labels, kind)]), [[0], [1], [0]]);
});
