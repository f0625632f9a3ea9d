import assert from "node:assert/strict";
import { findCommunities } from "../../lib/spread/communities.ts";
import { type SparseGraph, symmetricGraph } from "../../lib/graph/sparse_graph.ts";
import { sampleNeighbours } from "../graph/samples.ts";

const COUNT = 701;
const graph = symmetricGraph(sampleNeighbours(COUNT, 6, 3));

function modularity({ count, offsets, columns, weights, degrees }: SparseGraph, communities: ArrayLike<number>) {
  const total = degrees.reduce((sum, degree) => sum + degree, 0);
  const sizes = new Map<number, number>();
  let inside = 0;
  for (let row = 0; row < count; row++) {
    sizes.set(communities[row]!, (sizes.get(communities[row]!) ?? 0) + degrees[row]!);
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      if (communities[columns[at]!] === communities[row]) inside += weights[at]!;
    }
  }
  return [...sizes.values()].reduce((sum, size) => sum - (size / total) ** 2, inside / total);
}

Deno.test("findCommunities() finds the ten groups that neighbours were drawn from, in whatever order nodes move", () => {
  const groups = Array.from({ length: COUNT }, (_, image) => image % 10);
  for (const found of [0, 1, 2].flatMap((seed) => findCommunities(graph, 1, seed, 2))) {
    assert.deepEqual([...new Set(found)].sort((a, b) => a - b), Array.from({ length: 11 }, (_, i) => i));
    const home = groups.slice(0, 10).map((_, group) => found[group]!);
    assert.equal(new Set(home).size, 10);
    const strays = groups.filter((group, image) => image < COUNT - 1 && found[image] !== home[group]);
    assert.ok(strays.length <= 2, `${strays.length} images outside their group`);
    assert.equal(found.filter((community) => community === found[COUNT - 1]).length, 1, "no link, no company");
    assert.ok(modularity(graph, found) >= modularity(graph, groups) - 1e-3);
  }
});

Deno.test("findCommunities() gives the same for the same seed, however many are asked for, and others for others", () => {
  // Links at random: many partitions are nearly as good as each other.
  const blurred = symmetricGraph(sampleNeighbours(COUNT, 2, 9));
  const found = findCommunities(blurred, 1, 5, 3);
  assert.deepEqual(findCommunities(blurred, 1, 5, 2), found.slice(0, 2));
  assert.notDeepEqual(found[0], found[1]);
  assert.notDeepEqual(findCommunities(blurred, 1, 6, 1), found.slice(0, 1));
});

Deno.test("findCommunities() finds smaller communities at a higher resolution", () => {
  const count = (resolution: number) => new Set(findCommunities(graph, resolution, 5, 1)[0]).size;
  assert.ok(count(0.01) < count(1) && count(1) < count(20), [0.01, 1, 20].map(count).join());
});

Deno.test("findCommunities() leaves every image alone in a graph without links", () => {
  const empty: SparseGraph = {
    count: 4,
    offsets: new Uint32Array(5),
    columns: new Uint32Array(),
    weights: new Float64Array(),
    degrees: new Float64Array(4),
  };
  assert.deepEqual([...findCommunities(empty, 1, 0, 1)[0]!].sort(), [0, 1, 2, 3]);
});
