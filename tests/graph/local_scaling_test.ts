import assert from "node:assert/strict";
import { localScales, scaledNeighbours } from "../../lib/graph/local_scaling.ts";
import { vote } from "../../lib/spread/vote.ts";

const NONE = 0xffffffff;

Deno.test("localScales() is the distance to the seventh nearest, or to the last there is", () => {
  const ids = new Uint32Array(16).fill(NONE);
  ids.set([1, 2, 3, 4, 5, 6, 7, 8]);
  ids.set([1, 2], 8);
  const forward = Uint32Array.of(10, 20, 30, 40, 50, 60, 70, 80, 5, 6, NONE, NONE, NONE, NONE, NONE, NONE);
  assert.deepEqual(localScales({ width: 8, ids, forward, backward: forward }), Float64Array.of(70, 6));
});

Deno.test("scaledNeighbours() sorts by L = d·d'/(s·s') and weighs by exp(−2L), keeping the order of equals", () => {
  const lists = {
    width: 4,
    ids: Uint32Array.of(0, 1, 2, NONE),
    forward: Uint32Array.of(10, 20, 30, NONE),
    backward: Uint32Array.of(40, 10, 10, NONE),
  };
  // L = 400/(20·10) = 2, 200/(20·20) = 0.5, 300/(20·30) = 0.5.
  const found = scaledNeighbours(lists, Float64Array.of(20), Float64Array.of(10, 20, 30), 4);
  assert.deepEqual(found.ids, Uint32Array.of(1, 2, 0, NONE));
  assert.deepEqual(found.weights, Float32Array.of(Math.exp(-1), Math.exp(-1), Math.exp(-4), 0));
});

Deno.test("vote() gives weighted shares, the first of equal classes, and no opinion without neighbours", () => {
  const neighbours = {
    count: 3,
    k: 3,
    ids: Uint32Array.of(0, 1, 2, 1, 0, NONE, NONE, NONE, NONE),
    weights: Float32Array.of(0.5, 0.25, 0.25, 1, 1, 0, 0, 0, 0),
  };
  const { shares, predictions } = vote(neighbours, Uint8Array.of(7, 3, 3), 10);
  assert.deepEqual(predictions, Uint8Array.of(3, 3, 0));
  assert.equal(shares[7], 0.5);
  assert.equal(shares[3], 0.5);
  assert.ok(shares.subarray(20).every((share) => share === Math.fround(0.1)));
});
