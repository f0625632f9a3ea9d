import assert from "node:assert/strict";
import { cellSamples } from "../../lib/score/cell_samples.ts";
import { samplesByClass } from "../../lib/score/samples_by_class.ts";

const judged = { indices: [9, 8, 7, 6, 5, 4], predicted: [1, 0, 1, 1, 0, 1], values: [0.5, 0.9, 0.8, 0.5, 0.9, 0.2] };

Deno.test("samplesByClass() takes the extremes of each class, of equals the first by index", () => {
  assert.deepEqual(samplesByClass(judged, { classes: 10, perClass: 2, from: "highest" }), [4, 1, 2, 3]);
  assert.deepEqual(samplesByClass(judged, { classes: 10, perClass: 2, from: "lowest" }), [4, 1, 5, 3]);
  assert.deepEqual(samplesByClass(judged, { classes: 10, perClass: 1, from: "highest", where: (entry) => entry < 2 }), [
    1,
    0,
  ]);
});

Deno.test("cellSamples() keeps the first images of each cell, an image once for all draws", () => {
  const labels = Uint8Array.of(0, 1, 0, 1, 0);
  const cells = cellSamples([Uint8Array.of(0, 0, 0, 1, 1), Uint8Array.of(0, 1, 1, 1, 0)], labels, 2, 2);
  assert.deepEqual(cells, [[[0, 2], [2, 4]], [[1], [1, 3]]]);
});
