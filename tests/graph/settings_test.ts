import assert from "node:assert/strict";
import { GRAPH_SETTINGS, graphSettingsFor } from "../../lib/graph/settings.ts";

Deno.test("images have half a class of neighbours where they are few, and the recipe's ten from twenty a class on", () => {
  const neighbours = (images: number, classes: number) => graphSettingsFor(images, classes).neighbours;
  assert.deepEqual(graphSettingsFor(200, 10), GRAPH_SETTINGS);
  assert.deepEqual(graphSettingsFor(60_000, 10), GRAPH_SETTINGS);
  assert.deepEqual([199, 100, 59, 50, 10, 1].map((images) => neighbours(images, 10)), [9, 5, 2, 2, 2, 2]);
  assert.equal(neighbours(50, 2), 10);
});
