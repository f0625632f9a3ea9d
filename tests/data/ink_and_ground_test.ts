import assert from "node:assert/strict";
import type { LabelledSet } from "../../lib/data/dataset.ts";
import { inkOnGround } from "../../lib/data/ink_and_ground.ts";

/** Two images of dark ground and a bar of ink in two shades, as shares of `greatest`. */
function setOf(shade: (share: number) => number) {
  const pixels = new Uint8Array(2 * 784).fill(shade(0));
  for (let image = 0; image < 2; image++) {
    for (let row = 6; row < 22; row++) pixels.set([shade(0.5), shade(1)], image * 784 + row * 28 + 13);
  }
  return { images: { count: 2, pixels }, labels: Uint8Array.of(0, 1) };
}

const MNIST_LIKE = setOf((share) => Math.round(share * 254) + (share === 1 ? 1 : 0));

Deno.test("inkOnGround() leaves light ink on dark ground that ends at 255 as it is, the same objects", () => {
  const { train, test, notices } = inkOnGround(MNIST_LIKE, MNIST_LIKE);
  assert.equal(train, MNIST_LIKE);
  assert.equal(test, MNIST_LIKE);
  assert.deepEqual(notices, []);
});

Deno.test("inkOnGround() stretches pixels that end early, inverts light ground, and says so", () => {
  const shadesOf = (set: LabelledSet) => [...new Set(set.images.pixels)].toSorted((a, b) => a - b);
  for (const greatest of [2, 16, 64, 200]) {
    for (const light of [false, true]) {
      const given = setOf((share) => light ? greatest - share * greatest : share * greatest);
      const { train, test, notices } = inkOnGround(given, given);
      const shades = shadesOf(train);
      assert.deepEqual([shades[0], shades.at(-1)], [0, 255]);
      assert.ok(Math.abs(shades[1]! - 127.5) <= 1, `${shades}`);
      assert.equal(train.images.pixels[0], 0, "the ground is dark");
      assert.deepEqual(test, train);
      assert.deepEqual(notices, [
        `Pixels of the training images end at ${greatest}: all were stretched to 255`,
        ...(light ? ["The training images are dark on light ground: all were inverted"] : []),
      ]);
    }
  }
  // Binary images have no shade between.
  assert.deepEqual(shadesOf(inkOnGround(setOf((share) => Math.floor(share)), MNIST_LIKE).train), [0, 255]);
});

Deno.test("inkOnGround() looks at training images alone, and no test pixel leaves the range", () => {
  const pale = setOf((share) => share * 16);
  const { test } = inkOnGround(pale, setOf((share) => share * 200));
  assert.equal(Math.max(...test.images.pixels), 255);
  assert.deepEqual(inkOnGround(MNIST_LIKE, pale).test, pale);
});

Deno.test("images of one shade are refused", () => {
  const blank = setOf(() => 7);
  assert.throws(() => inkOnGround(blank, blank), {
    name: "RangeError",
    message:
      "Looking at the training images: found all pixels of them to be 7, wanted ink on a ground of another shade",
  });
});
