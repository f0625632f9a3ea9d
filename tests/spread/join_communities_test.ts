import assert from "node:assert/strict";
import { joinCommunities } from "../../lib/spread/join_communities.ts";
import { allLinked, linkedGraph } from "../graph/samples.ts";

/** Ten communities of four, all linked among themselves, image 4c the first of community c; further ones have images from 40. */
const fours = Array.from({ length: 10 }, (_, community) => allLinked(4 * community, 4)).flat();
const join = (links: readonly (readonly [number, number, number?])[], further: readonly number[]) =>
  joinCommunities(
    linkedGraph(40 + further.length, [...fours, ...links]),
    Uint32Array.from([...Array.from({ length: 40 }, (_, image) => Math.floor(image / 4)), ...further]),
    10,
  );

Deno.test("joinCommunities() joins to where the largest share of the smaller one's links leads, counted, not weighed", () => {
  // Of image 41's three links two lead to community 0 and the strongest to 8; image 40's one leads to 9.
  const groups = join([[41, 0, 0.1], [41, 1, 0.1], [41, 32, 9], [40, 36, 0.1]], [10, 11]);
  assert.equal(groups[40], groups[36]);
  assert.equal(groups[41], groups[0]);
  assert.equal(new Set(groups).size, 10);
  for (let image = 0; image < 40; image++) assert.equal(groups[image], groups[image - image % 4]);
});

Deno.test("joinCommunities() counts the links of what it has joined together", () => {
  // 40 leads to community 0 alone; 41 has as many links to 8 as to 0, and one to 40.
  const groups = join([[40, 0], [41, 40], [41, 0], [41, 1], [41, 32], [41, 33]], [10, 11]);
  assert.deepEqual([groups[40], groups[41]], [groups[0], groups[0]]);
});

Deno.test("joinCommunities() numbers groups by links, and joins none because of images that nothing leads to", () => {
  const groups = join([[16, 40], [17, 40], [20, 24]], [4, 10, 11, 12]);
  assert.deepEqual([...groups.subarray(16, 20)], [0, 0, 0, 0], "the one with most links first");
  assert.notEqual(groups[20], groups[24]);
  assert.deepEqual([...groups.subarray(41)], [9, 9, 9]);
  assert.equal(new Set(groups).size, 10);
});

Deno.test("joinCommunities() leaves fewer communities than classes as they are", () => {
  const groups = joinCommunities(linkedGraph(4, [[0, 1], [2, 3]]), Uint32Array.of(1, 1, 0, 0), 10);
  assert.deepEqual([...groups], [1, 1, 0, 0]);
});
