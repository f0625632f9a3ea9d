import assert from "node:assert/strict";
import fc from "fast-check";
import { pairImagesWithLabels, parseIdxLabels, parseIdxPictures } from "../../lib/data/idx.ts";
import { concat, header, imagesFile, labelsFile } from "./idx_files.ts";

/** A malformed file, who reads it, and the whole message. */
type Malformed = readonly [what: string, parse: () => unknown, name: string, message: string];

const images = (bytes: Uint8Array) => () => parseIdxPictures(bytes, "i.idx");
const labels = (bytes: Uint8Array) => () => parseIdxLabels(bytes, "l.idx");
const zeros = (count: number) => new Uint8Array(count);

const MALFORMED: readonly Malformed[] = [
  [
    "an image file with the wrong magic number",
    images(concat([0x50, 0x4b, 3, 4], zeros(20))),
    "SyntaxError",
    "Reading i.idx: found magic number 0x504b0304, wanted 0x00000803",
  ],
  [
    "a label file with the wrong magic number",
    labels(concat([0xff, 0xff, 8, 1], zeros(20))),
    "SyntaxError",
    "Reading l.idx: found magic number 0xffff0801, wanted 0x00000801",
  ],
  [
    "an image file of floats",
    images(concat(header(0x0d, 3, 1, 28, 28), zeros(4 * 784))),
    "SyntaxError",
    "Reading i.idx: found element type 0x0d (float), wanted 0x08 (unsigned byte)",
  ],
  [
    "a label file of ints",
    labels(concat(header(0x0c, 1, 1), zeros(4))),
    "SyntaxError",
    "Reading l.idx: found element type 0x0c (int), wanted 0x08 (unsigned byte)",
  ],
  [
    "an element type that does not exist",
    labels(concat(header(0x77, 1, 1), zeros(1))),
    "SyntaxError",
    "Reading l.idx: found element type 0x77 (unknown), wanted 0x08 (unsigned byte)",
  ],
  [
    "labels where images belong",
    images(labelsFile([1, 2, 3])),
    "SyntaxError",
    "Reading i.idx: found 1 dimension, wanted 3 for images",
  ],
  [
    "images where labels belong",
    labels(imagesFile(1)),
    "SyntaxError",
    "Reading l.idx: found 3 dimensions, wanted 1 for labels",
  ],
  [
    "an image file without a byte",
    images(zeros(0)),
    "SyntaxError",
    "Reading i.idx: found a header truncated after 0 bytes, wanted at least 4",
  ],
  [
    "an image file truncated in the header",
    images(imagesFile(1).subarray(0, 15)),
    "SyntaxError",
    "Reading i.idx: found a header truncated after 15 bytes, wanted 16",
  ],
  [
    "a label file truncated in the header",
    labels(labelsFile([1]).subarray(0, 7)),
    "SyntaxError",
    "Reading l.idx: found a header truncated after 7 bytes, wanted 8",
  ],
  [
    "an image file truncated in the body",
    images(imagesFile(2).subarray(0, 16 + 1567)),
    "SyntaxError",
    "Reading i.idx: found a body truncated after 1567 bytes, wanted 1568 for 2 images",
  ],
  [
    "an image file whose header promises more than memory holds",
    images(concat(header(8, 3, 0xffffffff, 28, 28), zeros(784))),
    "SyntaxError",
    "Reading i.idx: found a body truncated after 784 bytes, wanted 3367254359280 for 4294967295 images",
  ],
  [
    "a label file truncated in the body",
    labels(labelsFile([1, 2, 3]).subarray(0, 10)),
    "SyntaxError",
    "Reading l.idx: found a body truncated after 2 bytes, wanted 3 for 3 labels",
  ],
  [
    "an image file with trailing bytes",
    images(concat(imagesFile(2), [0])),
    "SyntaxError",
    "Reading i.idx: found 1 trailing bytes, wanted none after 2 images",
  ],
  [
    "a label file with trailing bytes",
    labels(concat(labelsFile([1, 2]), [0, 0, 0])),
    "SyntaxError",
    "Reading l.idx: found 3 trailing bytes, wanted none after 2 labels",
  ],
  [
    "images without a pixel",
    images(header(8, 3, 1, 0, 30)),
    "SyntaxError",
    "Reading i.idx: found images of 0x30 pixels, wanted some of each",
  ],
  [
    "an empty image file",
    images(header(8, 3, 0, 28, 28)),
    "SyntaxError",
    "Reading i.idx: found an empty set (0 images), wanted at least 1",
  ],
  [
    "an empty label file",
    labels(header(8, 1, 0)),
    "SyntaxError",
    "Reading l.idx: found an empty set (0 labels), wanted at least 1",
  ],
  [
    "images and labels that differ in number",
    () =>
      pairImagesWithLabels(
        parseIdxPictures(imagesFile(2), "i.idx"),
        parseIdxLabels(labelsFile([1]), "l.idx"),
        "i.idx",
        "l.idx",
      ),
    "RangeError",
    "Pairing images with labels: found 2 images in i.idx and 1 labels in l.idx, wanted as many of one as of the other",
  ],
];

for (const [what, parse, name, message] of MALFORMED) {
  Deno.test(`the IDX parser refuses ${what}`, () => assert.throws(parse, { name, message }));
}

Deno.test("parseIdxPictures() and parseIdxLabels() give the file's bytes without copying them", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }), fc.nat(9), (values, offset) => {
      // At an offset into a larger buffer, as a slice of a file would be.
      const shifted = (bytes: Uint8Array) => concat(zeros(offset), bytes).subarray(offset);
      const imageBytes = shifted(imagesFile(values.length));
      const set = parseIdxPictures(imageBytes, "i.idx");
      assert.equal(set.count, values.length);
      assert.deepEqual(set.pixels, imageBytes.subarray(16));
      assert.equal(set.pixels.buffer, imageBytes.buffer);
      assert.deepEqual([...parseIdxLabels(shifted(labelsFile(values)), "l.idx")], values);
    }),
    { numRuns: 20, seed: 1 },
  );
});

Deno.test("every truncation of a sound file is refused", () => {
  const sound = labelsFile([3, 1, 4]);
  for (let length = 0; length < sound.length; length++) {
    assert.throws(labels(sound.subarray(0, length)), { name: "SyntaxError", message: /truncated after/ });
  }
});
