import assert from "node:assert/strict";
import {
  fillMutual,
  nearestOf,
  neighboursOfNeighbours,
  offerBack,
  pairsBack,
  TwoWayLists,
} from "../../lib/graph/nearest_lists.ts";

const NONE = 0xffffffff;

Deno.test("nearestOf() sorts by distance, then index, and leaves places empty", () => {
  const ids = Uint32Array.of(9, 4, 7, 1, 3, NONE, NONE, NONE);
  const distances = Uint32Array.of(5, 5, 2, 8, 1, 0, 0, 0);
  const { ids: best, distances: least } = nearestOf(ids, distances, 4, 3);
  assert.deepEqual(best, Uint32Array.of(7, 4, 9, 3, NONE, NONE));
  assert.deepEqual(least, Uint32Array.of(2, 5, 5, 1, NONE, NONE));
});

function lists(width: number, rows: readonly (readonly [id: number, forward: number])[][]): TwoWayLists {
  const ids = new Uint32Array(rows.length * width).fill(NONE);
  const distances = new Uint32Array(rows.length * width).fill(NONE);
  rows.forEach((row, list) =>
    row.forEach(([id, forward], rank) => {
      ids[list * width + rank] = id;
      distances[list * width + rank] = forward;
    })
  );
  return new TwoWayLists(width, { ids, distances });
}

Deno.test("what is mutual is not measured again; the rest is asked of the neighbour as the fixed image", () => {
  const three = lists(2, [[[1, 10], [2, 20]], [[0, 11]], [[1, 5]]]);
  fillMutual(three);
  assert.deepEqual(three.backward, Uint32Array.of(11, NONE, 10, NONE, NONE, NONE));
  const { pairs, places } = pairsBack(three, 3);
  assert.deepEqual(pairs.offsets, Uint32Array.of(0, 0, 1, 2));
  assert.deepEqual(pairs.moving, Uint32Array.of(2, 0));
  assert.deepEqual(places, Uint32Array.of(4, 1));
});

Deno.test("offerBack() puts an entry into its neighbour's list if it is nearer than the last there", () => {
  const four = lists(2, [[[1, 10], [2, 20]], [[2, 1], [3, 2]], [[0, 9]], []]);
  four.backward.set([30, 15, 3, 4, 20, NONE, NONE, NONE]);
  assert.equal(offerBack(four), 2, "0 and 1 are too far from 1 and already with 0; 1 comes to 2 and 3");
  assert.deepEqual(four.ids, Uint32Array.of(1, 2, 2, 3, 1, 0, 1, NONE));
  assert.deepEqual(four.forward.slice(4, 7), Uint32Array.of(3, 9, 4));
  assert.deepEqual(four.backward.slice(4, 7), Uint32Array.of(1, 20, 2));
});

Deno.test("insert() keeps order, ignores what is there already, and drops the last", () => {
  const one = lists(3, [[[5, 10], [6, 20], [7, 30]]]);
  assert.equal(one.insert(0, 6, 1, 1), false);
  assert.equal(one.insert(0, 8, 30, 1), false, "equally far, but of higher index");
  assert.equal(one.insert(0, 4, 20, 2), true);
  assert.deepEqual(one.ids, Uint32Array.of(5, 4, 6));
});

Deno.test("neighboursOfNeighbours() lists each new one once, never the image itself, and no more than asked for", () => {
  const five = lists(2, [[[1, 1], [2, 2]], [[0, 1], [3, 2]], [[3, 1], [4, 2]], [[0, 1], [4, 2]], [[3, 1]]]);
  const found = neighboursOfNeighbours(five, five, 2, 2, true);
  const row = (list: number) => [...found.moving.subarray(found.offsets[list], found.offsets[list + 1])];
  assert.deepEqual([0, 1, 2, 3, 4].map(row), [[3, 4], [2, 4], [0], [1, 2], [0]]);
});
