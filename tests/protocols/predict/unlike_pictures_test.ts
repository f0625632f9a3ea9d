import assert from "node:assert/strict";
import { headOfSet, IMAGE_PIXELS } from "../../../lib/data/dataset.ts";
import { loadMnistPackage } from "../../../lib/data/mnist_package.ts";
import { Gpu } from "../../../lib/gpu/gpu.ts";
import { findNeighbours } from "../../../lib/graph/find_neighbours.ts";
import { GRAPH_SETTINGS } from "../../../lib/graph/settings.ts";
import { looksSwapped, unlikeReason, withSwapped } from "../../../lib/protocols/predict/unlike_pictures.ts";

Deno.test("pictures with rows and columns swapped are told from upright ones, and a scribble from a digit", async () => {
  const { train, test } = await loadMnistPackage();
  const upright = headOfSet(test, 16).images;
  const { pixels } = withSwapped(upright);
  const turned = { count: 16, pixels: pixels.slice(16 * IMAGE_PIXELS) };
  assert.deepEqual(withSwapped(turned).pixels.slice(16 * IMAGE_PIXELS), upright.pixels.slice(0, 16 * IMAGE_PIXELS));
  const scribble = Uint8Array.from({ length: IMAGE_PIXELS }, (_, at) => {
    const [x, y] = [at % 28, Math.floor(at / 28)];
    const inside = x >= 4 && x < 24 && y >= 4 && y < 24;
    return inside && (x % 8 < 2 || y % 8 < 2) ? 255 : 0;
  });
  const looked = new Uint8Array([...withSwapped(upright).pixels, ...scribble]);
  const gpu = await Gpu.open();
  try {
    const images = { count: 33, pixels: looked };
    const { farness } = await findNeighbours(gpu, images, headOfSet(train, 1_000).images, GRAPH_SETTINGS);
    const [own, other, [far]] = [farness.subarray(0, 16), farness.subarray(16, 32), farness.subarray(32)];
    assert.equal(looksSwapped(new Float64Array([...own, ...other]), 16), false);
    assert.equal(looksSwapped(new Float64Array([...other, ...own]), 16), true);
    for (const near of own) assert.equal(unlikeReason("it", near), undefined);
    assert.match(
      unlikeReason("grid.png", far!) ?? "",
      /^Reading grid\.png: found a mark that looks like no training digit/,
    );
  } finally {
    gpu.close();
  }
});
