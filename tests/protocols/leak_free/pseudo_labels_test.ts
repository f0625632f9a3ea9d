import assert from "node:assert/strict";
import { keepPseudoLabels } from "../../../lib/protocols/notebook/notebook_pseudo_labels.ts";

Deno.test("keepPseudoLabels() keeps what is above the threshold, in the order of the pass", () => {
  const scores = { predictions: Uint8Array.of(1, 2, 3, 4), similarities: Float32Array.of(0.9, 0.895, 0.1, 0.99) };
  const kept = keepPseudoLabels(scores, Uint8Array.of(1, 2, 3, 3), Int32Array.of(3, 1, 0, 2), 20, 0.895);
  assert.deepEqual([...kept.indices], [3, 0]);
  assert.deepEqual([...kept.labels], [4, 1]);
  assert.equal(kept.record.selected, 2);
  assert.equal(kept.record.wrong, 1);
  assert.equal(kept.record.wrongByClass[4], 1);
  assert.equal(kept.record.byClass[1], 1);
});

Deno.test("the notebook's own count skips a batch whose predictions exceed the labels in sum", () => {
  const scores = { predictions: Uint8Array.of(5, 1, 2, 2), similarities: new Float32Array(4).fill(1) };
  const kept = keepPseudoLabels(scores, Uint8Array.of(4, 1, 3, 2), Int32Array.of(0, 1, 2, 3), 2, 0.5);
  assert.equal(kept.record.selected, 4);
  // The first batch's sum is +1: skipped. The second's is -1: counted, wrong label and all.
  assert.equal(kept.record.classifiedCount, 2);
});
