import assert from "node:assert/strict";
import { addToVote, jointShare, memberPredictions } from "../../../lib/protocols/leak_free/network_stage.ts";

/** Probabilities of two images, zero but where given. */
function probabilities(...entries: [image: number, label: number, value: number][]): Float32Array<ArrayBuffer> {
  const values = new Float32Array(20);
  for (const [image, label, value] of entries) values[image * 10 + label] = value;
  return values;
}

Deno.test("addToVote() adds the members' mean to three quarters of the neighbours' shares, the first of equals winning", () => {
  const members = [probabilities([0, 2, 1], [1, 5, 1]), probabilities([0, 3, 1], [1, 5, 0.5])];
  const shares = probabilities([0, 3, 0.25], [0, 2, 0.125], [0, 9, 0.5], [1, 4, 1], [1, 6, 0.75]);
  const votes = { classes: 10, shares };
  assert.deepEqual([...addToVote({ members }, votes)], [3, 4]);
});

Deno.test("jointShare() is a mean in which the neighbours count three quarters", () => {
  assert.equal(jointShare(1, 1), 1);
  assert.ok(Math.abs(jointShare(1, 0) - 3 / 7) < 1e-15);
  assert.ok(jointShare(0.5, 0) > jointShare(0, 0.37) && jointShare(0.5, 0) < jointShare(0, 0.38));
});

Deno.test("memberPredictions() takes the first of the most probable classes", () => {
  assert.deepEqual([...memberPredictions(probabilities([0, 4, 0.5], [0, 7, 0.5], [1, 9, 1]), 10)], [4, 9]);
});
