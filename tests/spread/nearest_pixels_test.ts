import assert from "node:assert/strict";
import { nearestPixels } from "../../lib/spread/nearest_pixels.ts";
import { PixelLists } from "../../lib/graph/pixel_lists.ts";
import { COMPONENTS, FEATURE_SCALE } from "../../lib/graph/principal_components.ts";
import { uniformAt } from "../../lib/random/counter_stream.ts";
import { sampleImages } from "../graph/samples.ts";

Deno.test("nearestPixels() finds the labelled image of least squared difference, the first of equals", () => {
  const train = { count: 40, pixels: sampleImages(40, 3) };
  const images = { count: 15, pixels: sampleImages(15, 4) };
  images.pixels.set(train.pixels.subarray(7 * 784, 8 * 784), 784);
  const indices = [7, 30, 2, 19, 11];
  train.pixels.copyWithin(11 * 784, 7 * 784, 8 * 784);
  const labels = [4, 1, 0, 9, 3];
  const found = nearestPixels(images, train, { indices, labels, classes: 10 });
  assert.equal(found[1], 4, "images 7 and 11 are equal, and 7 comes first");
  for (let n = 0; n < images.count; n++) {
    const distances = indices.map((index) => {
      let sum = 0;
      for (let p = 0; p < 784; p++) sum += (images.pixels[n * 784 + p]! - train.pixels[index * 784 + p]!) ** 2;
      return sum;
    });
    assert.equal(found[n], labels[distances.indexOf(Math.min(...distances))], `image ${n}`);
  }
});

Deno.test("PixelLists keeps the candidates of highest cosine, nearest first", () => {
  const [rows, columns, perRow] = [3, 90, 60];
  const features = (count: number, seed: number) => {
    const values = new Int16Array(count * COMPONENTS);
    for (let row = 0; row < count; row++) {
      const vector = Array.from({ length: COMPONENTS }, (_, i) => uniformAt(seed, row, i) - 0.5);
      const length = Math.hypot(...vector);
      vector.forEach((x, i) => values[row * COMPONENTS + i] = Math.round(FEATURE_SCALE * x / length));
    }
    return values;
  };
  const [own, others] = [features(rows, 1), features(columns, 2)];
  const candidates = Uint32Array.from({ length: 2 * perRow }, (_, at) => at % perRow < 50 ? at % perRow : 0xffffffff);
  const lists = new PixelLists(rows);
  lists.fill(1, candidates, perRow, own, others);
  assert.ok(lists.ids.subarray(0, lists.width).every((id) => id === 0xffffffff), "row 0 was not filled");
  for (const row of [1, 2]) {
    const product = (column: number) => {
      let sum = 0;
      for (let i = 0; i < COMPONENTS; i++) sum += own[row * COMPONENTS + i]! * others[column * COMPONENTS + i]!;
      return sum;
    };
    const wanted = Array.from({ length: 50 }, (_, column) => column).sort((a, b) => product(b) - product(a) || a - b);
    assert.deepEqual([...lists.ids.subarray(row * lists.width, (row + 1) * lists.width)], wanted.slice(0, lists.width));
    assert.equal(lists.forward[row * lists.width], FEATURE_SCALE ** 2 - product(wanted[0]!));
  }
  assert.equal(lists.backward, lists.forward);
});
