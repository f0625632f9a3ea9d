import assert from "node:assert/strict";
import { copyNotices } from "../../lib/protocols/data_notices.ts";

Deno.test("exact copies are told, and labels of them that contradict each other", () => {
  const images = { count: 5, pixels: new Uint8Array(5 * 784) };
  [7, 8, 7, 7, 9].forEach((value, image) => images.pixels[image * 784] = value);
  const told =
    "Of 5 pictures 3 differ, the others are exact copies: the leak-free method counts each once, so that it " +
    "learns from 3, and labelled pictures that are copies of each other are one";
  assert.deepEqual(copyNotices(images, "pictures"), [told]);
  assert.deepEqual(copyNotices(images, "pictures", { indices: [0, 1, 3], labels: [4, 5, 4], classes: 10 }), [told]);
  assert.deepEqual(copyNotices(images, "pictures", { indices: [0, 1, 3], labels: [4, 5, 6], classes: 10 }), [
    told,
    "Of the labels given 1 is not what an exact copy of the picture was given before, whose label counts",
  ]);
  const others = { count: 2, pixels: images.pixels.slice(0, 2 * 784) };
  assert.deepEqual(copyNotices(others, "training images"), []);
});
