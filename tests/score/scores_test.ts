import assert from "node:assert/strict";
import { confusionMatrix, errorsOf, scoreBothWays } from "../../lib/score/confusion.ts";
import type { CosineTensor } from "../../lib/infer/cosine_tensor.ts";
import { labelFreePredictions } from "../../lib/score/label_free.ts";
import { labelInformedScores } from "../../lib/score/label_informed.ts";
import golden from "../golden/cosine.json" with { type: "json" };

/** Model k always answers label vector k, whatever the image: S[n, k, c] is 1 where k is c, else 0.3. */
function constantEnsemble(images: number): CosineTensor {
  const values = new Float32Array(images * 100).map((_, i) => Math.floor(i / 10) % 10 === i % 10 ? 1 : 0.3);
  return { images, members: 10, classes: 10, values };
}

Deno.test("an ensemble that never looks at the picture is perfect with the label, at chance without", () => {
  const labels = Uint8Array.from({ length: 50 }, (_, i) => i % 10);
  const scores = scoreBothWays(constantEnsemble(50), labels);
  assert.equal(scores.labelInformedErrors, 0);
  assert.equal(scores.labelFreeErrors, 45);
});

Deno.test("labelInformedScores() follows the label it is given", () => {
  const cosines = constantEnsemble(3);
  assert.deepEqual([...labelInformedScores(cosines, Uint8Array.of(7, 2, 2)).predictions], [7, 2, 2]);
  assert.deepEqual([...labelInformedScores(cosines, Uint8Array.of(0, 9, 1)).similarities], [1, 1, 1]);
});

Deno.test("the last of equal values wins, as in the last column of PyTorch's argsort", () => {
  const flat = { images: 1, members: 10, classes: 10, values: new Float32Array(100) };
  assert.deepEqual([...labelFreePredictions(flat)], [9]);
  assert.deepEqual([...labelInformedScores(flat, Uint8Array.of(4)).predictions], [9]);
  for (const { row, last } of golden.argsort) {
    // Member k's answer is as near to every label vector: its value is both S[n, k, k] and S[n, k, y].
    const cosines = { ...flat, values: Float32Array.from({ length: 100 }, (_, i) => row[Math.floor(i / 10)]!) };
    assert.deepEqual([...labelFreePredictions(cosines)], [last], String(row));
    const { predictions, similarities } = labelInformedScores(cosines, Uint8Array.of(4));
    assert.deepEqual([predictions[0], similarities[0]], [last, Math.max(...row)], String(row));
  }
});

Deno.test("the label-free scorer cannot be handed labels", () => {
  const labels = Uint8Array.of(1);
  assert.throws(
    // @ts-expect-error: the type refuses a second argument, and so does the scorer itself.
    () => labelFreePredictions(constantEnsemble(1), labels),
    /^TypeError: Scoring without labels: 1 more arguments found, none wanted/,
  );
});

Deno.test("tensors and labels of the wrong size are refused", () => {
  assert.throws(
    () => labelInformedScores(constantEnsemble(2), Uint8Array.of(1)),
    /1 labels for 2 images found, one each wanted$/,
  );
  const lopsided = { images: 1, members: 2, classes: 3, values: new Float32Array(6) };
  assert.throws(() => labelFreePredictions(lopsided), /2 members for 3 classes found, one member a class wanted$/);
});

Deno.test("confusionMatrix() has true classes as rows, and errorsOf() counts off its diagonal", () => {
  const matrix = confusionMatrix(Uint8Array.of(1, 1, 2), Uint8Array.of(1, 2, 2), 3);
  assert.deepEqual(matrix, [[0, 0, 0], [0, 1, 0], [0, 1, 1]]);
  assert.equal(errorsOf(matrix), 1);
});
