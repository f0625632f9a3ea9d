import assert from "node:assert/strict";
import { generateLabelVectors, LARGEST_COSINE, largestCosine } from "../../lib/ensemble/label_vectors.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../../lib/ensemble/notebook_label_vectors.ts";

Deno.test("the notebook's table has ten unit vectors whose largest cosine is 0.4995", () => {
  assert.equal(NOTEBOOK_LABEL_VECTORS.length, 10);
  for (const vector of NOTEBOOK_LABEL_VECTORS) assert.ok(Math.abs(Math.hypot(...vector) - 1) < 2e-4);
  assert.equal(largestCosine(NOTEBOOK_LABEL_VECTORS).toFixed(4), "0.4995");
});

for (const [classes, dimensions] of [[1, 1], [2, 2], [10, 25], [10, 10], [3, 2 + 1], [40, 30], [26, 64]] as const) {
  Deno.test(`generateLabelVectors() keeps every cosine at or under 0.5 for ${classes} classes in ${dimensions} dimensions`, () => {
    const vectors = generateLabelVectors(classes, dimensions, 1);
    assert.equal(vectors.length, classes);
    assert.ok(largestCosine(vectors) <= LARGEST_COSINE);
    for (const vector of vectors) {
      assert.equal(vector.length, dimensions);
      assert.ok(vector.every((x) => x > 0));
      assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-6);
    }
  });
}

Deno.test("generateLabelVectors() gives the same table for a seed, another for another", () => {
  assert.deepEqual(generateLabelVectors(10, 25, 3), generateLabelVectors(10, 25, 3));
  assert.notDeepEqual(generateLabelVectors(10, 25, 3), generateLabelVectors(10, 25, 4));
});

Deno.test("a table that cannot exist is refused", () => {
  assert.throws(
    () => generateLabelVectors(10, 2, 0),
    /^RangeError: Generating label vectors: no 10 vectors of 2 positive reals with every cosine at or under 0.5 found/,
  );
  assert.throws(() => generateLabelVectors(0, 2, 0), /classes of 0 found, a positive whole number wanted/);
  assert.throws(() => generateLabelVectors(2, 1.5, 0), /dimensions of 1.5 found, a positive whole number wanted/);
});
