import assert from "node:assert/strict";
import { NO_LABEL } from "../../lib/spread/seed_labels.ts";
import { suggestPictures } from "../../lib/spread/suggest.ts";
import { allLinked, linkedGraph } from "../graph/samples.ts";

/** Three parts of 5, 4 and 3 pictures, in two groups; each part's second picture is linked more strongly. */
const graph = linkedGraph(12, [...allLinked(0, 5), ...allLinked(5, 4), ...allLinked(9, 3), [1, 2, 2], [6, 7, 2], [
  10,
  11,
  2,
]]);
const communities = Uint32Array.from([0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2]);
const groups = Uint8Array.from([3, 3, 3, 3, 3, 8, 8, 8, 8, 8, 8, 8]);
const confidences = Float32Array.from({ length: 12 }, (_, i) => 1 - i / 100);

function given(...indices: number[]): Uint8Array {
  const labels = new Uint8Array(12).fill(NO_LABEL);
  for (const index of indices) labels[index] = 0;
  return labels;
}
const chosen = (labels: Uint8Array, most: number, withGroups = true) =>
  suggestPictures({ graph, ...(withGroups && { groups }), communities, given: labels, confidences }, most);

Deno.test("without a label the most typical of each group comes first, the largest group first, then of communities, then the least sure", () => {
  const all = chosen(given(), 5);
  assert.deepEqual(all.slice(0, 3), [
    { index: 6, reason: "group", speaksFor: 7 },
    { index: 1, reason: "group", speaksFor: 5 },
    { index: 10, reason: "community", speaksFor: 3 },
  ]);
  // Everything is linked to one of these three: what lies beside them is taken when nothing else is left.
  assert.deepEqual(all.slice(3).map(({ index, reason }) => [index, reason]), [[11, "unsure"], [9, "unsure"]]);
  assert.deepEqual(chosen(given(), 2), all.slice(0, 2));
});

Deno.test("a part that holds a label is passed over, and without groups communities come first", () => {
  assert.deepEqual(chosen(given(9), 2).map(({ index, reason }) => [index, reason]), [[1, "group"], [6, "community"]]);
  assert.deepEqual(chosen(given(), 3, false).map(({ index }) => index), [1, 6, 10]);
  // The labelled picture's own neighbours may be unsure all the same; no two of those chosen are neighbours.
  assert.deepEqual(chosen(given(0, 5, 9), 3).map(({ index }) => index), [11, 8, 4]);
});

Deno.test("no more is suggested than is without a label", () => {
  assert.equal(chosen(given(0, 5, 9), 100).length, 9);
  assert.equal(new Set(chosen(given(), 100).map(({ index }) => index)).size, 12);
  assert.deepEqual(chosen(given(), 0), []);
});
