import assert from "node:assert/strict";
import { notebookPictures, type PictureEvidence } from "../../../lib/protocols/notebook/notebook_pictures.ts";
import { StoryPictures } from "../../../lib/record/pictures.ts";

const COUNT = 40;
const labels = Uint8Array.from({ length: COUNT }, (_, n) => n % 10);
const images = { count: COUNT, pixels: new Uint8Array(COUNT * 784).map((_, i) => Math.floor(i / 784)) };
const set = { images, labels };

/** Kept: images 20 to 39, number 39 with a wrong pseudo-label; without the label those below 25 read as an eight. */
function evidence(): PictureEvidence {
  const indices = Array.from({ length: 20 }, (_, i) => 39 - i);
  return {
    train: set,
    test: set,
    labelledTrainIndices: Array.from({ length: 10 }, (_, digit) => [digit + 10, digit]),
    kept: {
      indices,
      predicted: indices.map((n) => n === 39 ? 4 : labels[n]!),
      values: indices.map((n) => n / 40),
      labelFree: Uint8Array.from(indices, (n) => n < 25 ? 8 : n === 39 ? 4 : labels[n]!),
    },
    stage1Test: { informed: labels, free: new Uint8Array(COUNT).fill(7) },
    stage2Test: { informed: labels, free: labels },
  };
}

Deno.test("notebookPictures() shows what was labelled, kept, wrong and disputed, with true classes", () => {
  const { galleries } = StoryPictures.parse(notebookPictures(evidence()));
  const [labelled, highest, lowest, wrong, disputed] = galleries;
  assert.deepEqual(galleries.map(({ kind }) => kind), ["labelled", "highest", "lowest", "wrong", "disputed"]);
  assert.deepEqual(labelled!.indices.slice(0, 4), [10, 0, 11, 1]);
  assert.deepEqual(labelled!.labels.slice(0, 4), [0, 0, 1, 1]);
  assert.deepEqual(highest!.indices.slice(0, 4), [30, 20, 31, 21]);
  assert.deepEqual(lowest!.indices.slice(0, 4), [20, 30, 21, 31]);
  assert.equal(highest!.values![0], 0.75);
  assert.deepEqual([wrong!.indices, wrong!.labels, wrong!.predicted], [[39], [9], [4]]);
  assert.deepEqual([disputed!.indices, disputed!.labelFree], [[20, 21, 22, 23, 24], [8, 8, 8, 8, 8]]);
});

Deno.test("notebookPictures() keeps every test image of a cell once, and leaves out what there is none of", () => {
  const { cells } = notebookPictures(evidence());
  assert.deepEqual(cells!.indices, [...labels.keys()], "stage 1 takes every image for a seven");
  const places = (name: "stage1-free" | "stage2-informed", truth: number, predicted: number) =>
    cells!.matrices[name]![truth]![predicted]!.map((place) => cells!.indices[place]);
  assert.deepEqual(places("stage1-free", 3, 7), [3, 13, 23, 33]);
  assert.deepEqual(places("stage1-free", 3, 3), []);
  assert.deepEqual(places("stage2-informed", 3, 3), [3, 13, 23, 33]);
  const none = notebookPictures({ ...evidence(), kept: { indices: [], predicted: [], values: [] } });
  assert.deepEqual(none.galleries.map(({ kind }) => kind), ["labelled"]);
});
