import assert from "node:assert/strict";
import { hardestImages } from "../../lib/score/hardest_images.ts";

Deno.test("hardestImages() tells of all neighbours that voted, not of the nearest alone", () => {
  const voters = Array.from({ length: 10 }, (_, id) => id);
  const shares = new Float32Array(10);
  shares[3] = 1;
  const pass = { labels: Uint8Array.from(voters), confidences: new Float32Array(10) };
  const [hard] = hardestImages(
    [{ predictions: Uint8Array.of(3), votes: { classes: 10, shares }, pseudoLabels: { second: pass } }],
    { count: 1, k: 10, ids: Uint32Array.from(voters), weights: new Float32Array(10).fill(0.5) },
    Uint8Array.from(voters),
    Uint8Array.of(8),
  );
  assert.deepEqual(hard?.neighbours.map(({ trainIndex }) => trainIndex), voters);
});
