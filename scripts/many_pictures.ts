/**
 * A large set of pictures for `label`: MNIST's 70,000 images, then images of them bent as networks see them, each once and no
 * two alike; with ten labels a class from the head of each, and the labels of all others to check by.
 *
 * Usage: deno run -A scripts/many_pictures.ts COUNT OUT, which gets pictures.npy, labels.csv and check.csv
 *
 * @module
 */
import { CLASSES, IMAGE_PIXELS } from "../lib/data/dataset.ts";
import { loadMnistPackage } from "../lib/data/mnist_package.ts";
import { encodeFrames } from "../lib/pictures/frames_npy.ts";
import { augment } from "../lib/kernels/augment/reference.ts";
import { AUGMENT_SETTINGS } from "../lib/kernels/augment/settings.ts";

const LABELS_A_CLASS = 10;

const [wanted, out] = Deno.args;
const count = Number(wanted);
if (!Number.isSafeInteger(count) || count < 1 || out === undefined) {
  throw new TypeError("Making pictures: found too few arguments, wanted COUNT OUT");
}
const { train, test } = await loadMnistPackage();
const known = train.images.count + test.images.count;
const own = new Uint8Array(known * IMAGE_PIXELS);
own.set(train.images.pixels);
own.set(test.images.pixels, train.images.pixels.length);
const labelOf = (index: number) =>
  (index < train.labels.length ? train.labels[index] : test.labels[index - train.labels.length])!;

const pixels = new Uint8Array(count * IMAGE_PIXELS);
for (let index = 0; index < count; index++) {
  const from = index % known * IMAGE_PIXELS;
  const image = own.subarray(from, from + IMAGE_PIXELS);
  // Each round bends otherwise.
  const place = { seed: [200, 0], step: Math.floor(index / known), lane: index % known } as const;
  pixels.set(
    index < known ? image : augment(AUGMENT_SETTINGS, place, image).map((value) => Math.round(255 * value)),
    index * IMAGE_PIXELS,
  );
}
const given = new Array<number>(CLASSES).fill(0);
const rows: [labels: string[], check: string[]] = [["index,label"], ["index,label"]];
for (let index = 0; index < count; index++) {
  const label = labelOf(index % known);
  const isGiven = given[label]! < LABELS_A_CLASS;
  if (isGiven) given[label]!++;
  rows[isGiven ? 0 : 1].push(`${index},${label}`);
}
await Deno.mkdir(out, { recursive: true });
await Deno.writeFile(`${out}/pictures.npy`, encodeFrames({ count, pixels }));
await Deno.writeTextFile(`${out}/labels.csv`, `${rows[0].join("\n")}\n`);
await Deno.writeTextFile(`${out}/check.csv`, `${rows[1].join("\n")}\n`);
