import assert from "node:assert/strict";
import type { LabelledSet } from "../../lib/data/dataset.ts";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import { readPictureSet } from "../../lib/pictures/read_picture_set.ts";
import { loadDatasetFolder } from "../../lib/pictures/dataset_folder.ts";
import { sha256Of } from "../../lib/data/sha256.ts";
import { DatasetRecord } from "../../lib/record/record.ts";
import {
  concat,
  cyclicLabels,
  gzip,
  header,
  imagesFile,
  labelsFile,
  soundFiles,
  withFolder,
} from "../data/idx_files.ts";

Deno.test("loadDatasetFolder() reads the four files and names them by their checksums", async () => {
  const files = soundFiles();
  await withFolder(files, async (dir) => {
    const { train, test, identity } = await loadDatasetFolder(dir);
    assert.equal(train.images.count, 20);
    assert.deepEqual(train.images.pixels, files["train-images-idx3-ubyte"]!.subarray(16));
    assert.deepEqual([...train.labels], cyclicLabels(20));
    assert.equal(test.images.count, 12);
    assert.deepEqual([...test.labels], cyclicLabels(12));
    const record: DatasetRecord = identity;
    assert.deepEqual(DatasetRecord.parse(record), {
      name: "unknown data set",
      source: dir,
      files: Object.entries(files).map(([name, bytes]) => ({ name, sha256: sha256Of(bytes) })),
      trainImages: 20,
      testImages: 12,
    });
  });
});

Deno.test("loadDatasetFolder() finds the same set under every spelling, gzip or not", async () => {
  const spell: ((name: string) => [string, (bytes: Uint8Array) => Uint8Array])[] = [
    (name) => [name, (bytes) => bytes],
    (name) => [name.replace("-idx", ".idx"), (bytes) => bytes],
    (name) => [`${name}.gz`, gzip],
    (name) => [`${name.replace("-idx", ".idx")}.gz`, gzip],
    // The content decides, not the name.
    (name) => [name, gzip],
    (name) => [`${name}.gz`, (bytes) => bytes],
  ];
  const sums = Object.values(soundFiles()).map(sha256Of);
  for (const one of spell) {
    const files = Object.fromEntries(
      Object.entries(soundFiles()).map(([name, bytes]) => {
        const [spelling, pack] = one(name);
        return [spelling, pack(bytes)];
      }),
    );
    await withFolder(files, async (dir) => {
      const { identity } = await loadDatasetFolder(dir);
      assert.deepEqual(identity.files.map(({ sha256 }) => sha256), sums);
    });
  }
});

Deno.test("loadDatasetFolder() says which folder is missing, or is none", async () => {
  await withFolder(soundFiles(), async (dir) => {
    await assert.rejects(loadDatasetFolder(`${dir}/none`), {
      message:
        `Loading the data set in ${dir}/none: found no such folder, wanted a folder with train-images-idx3-ubyte, ` +
        "train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte",
    });
    await assert.rejects(loadDatasetFolder(`${dir}/t10k-labels-idx1-ubyte`), {
      message: /found a file, wanted a folder/,
    });
  });
});

Deno.test("loadDatasetFolder() lists what was looked for when files are missing", async () => {
  const files = soundFiles();
  delete files["train-labels-idx1-ubyte"];
  delete files["t10k-images-idx3-ubyte"];
  await withFolder(files, async (dir) => {
    await assert.rejects(loadDatasetFolder(dir), {
      message: `Loading the data set in ${dir}: found none of train-labels-idx1-ubyte, train-labels.idx1-ubyte, ` +
        "train-labels-idx1-ubyte.gz, train-labels.idx1-ubyte.gz; none of t10k-images-idx3-ubyte, t10k-images.idx3-ubyte, " +
        "t10k-images-idx3-ubyte.gz, t10k-images.idx3-ubyte.gz, wanted one of each",
    });
  });
});

Deno.test("loadDatasetFolder() finds files in folders named like them, as Kaggle's archive has them", async () => {
  const sums = Object.values(soundFiles()).map(sha256Of);
  const dotted = (name: string) => name.replace("-idx", ".idx");
  const layouts: ((name: string) => string)[] = [
    (name) => `${name}/${name}`,
    (name) => `${name}/${dotted(name)}`,
    (name) => `${dotted(name)}/${name}`,
    (name) => `${name}.gz/${name}.gz`,
    (name) => `${name}.gz/${name}`,
  ];
  for (const layout of layouts) {
    const files = Object.fromEntries(Object.entries(soundFiles()).map(([name, bytes]) => [layout(name), bytes]));
    await withFolder(files, async (dir) => {
      assert.deepEqual((await loadDatasetFolder(dir)).identity.files.map(({ sha256 }) => sha256), sums);
    });
  }
  // Folders, empty or not, beside the files themselves under their dotted names.
  const other = { "t10k-labels-idx1-ubyte/t10k-labels-idx1-ubyte": labelsFile([1]) };
  const files = Object.fromEntries(Object.entries(soundFiles()).map(([name, bytes]) => [dotted(name), bytes]));
  await withFolder({ ...files, ...other }, async (dir) => {
    await Deno.mkdir(`${dir}/train-images-idx3-ubyte`);
    assert.deepEqual((await loadDatasetFolder(dir)).identity.files.map(({ sha256 }) => sha256), sums);
  });
});

/** Files of others' data sets, and what is said to be there and to be done. */
const OTHER_NAMES: readonly (readonly [set: string, names: readonly string[], found: RegExp, advice: RegExp])[] = [
  [
    "EMNIST's digits",
    [
      "emnist-digits-train-images-idx3-ubyte.gz",
      "emnist-digits-test-labels-idx1-ubyte.gz",
      "emnist-digits-mapping.txt",
    ],
    /found files whose names begin with emnist-digits \(emnist-digits-test-labels-idx1-ubyte\.gz, emnist-digits-train-/,
    /wanted names.*called test, not t10k.*images lie transposed/s,
  ],
  [
    "all of EMNIST",
    ["emnist-letters-train-images-idx3-ubyte", "emnist-byclass-train-images-idx3-ubyte"],
    /found files of several data sets \(emnist-byclass, emnist-letters\)/,
    /take one: digits and mnist have ten classes.*letters has 26/,
  ],
  [
    "QMNIST",
    ["qmnist-train-images-idx3-ubyte.gz", "qmnist-train-labels-idx2-int.gz"],
    /found files whose names begin with qmnist /,
    /rows of eight numbers, of which the first is the digit/,
  ],
  ["KMNIST", ["kmnist-train-imgs.npz", "kmnist-test-labels.npz"], /begin with kmnist /, /\.npz\) are not read/],
  ["any other", ["digits_train-images-idx3-ubyte"], /begin with digits /, /give them the wanted names/],
  ["torchvision's folder", ["raw/train-images-idx3-ubyte"], /found the files in its folder raw,/, /^name that folder$/],
];

for (const [set, names, found, advice] of OTHER_NAMES) {
  Deno.test(`loadDatasetFolder() says what is there and what to do: ${set}`, async () => {
    await withFolder(Object.fromEntries(names.map((name) => [name, new Uint8Array()])), async (dir) => {
      await assert.rejects(loadDatasetFolder(dir), (error: Error & { hint: string[] }) => {
        assert.match(error.message, found);
        assert.match(error.message, /^Loading the data set in .*, wanted a folder with train-images-idx3-ubyte, /);
        assert.match(error.hint.join("\n"), advice);
        return true;
      });
    });
  });
}

Deno.test("loadDatasetFolder() says which file cannot be read", async () => {
  const files = soundFiles();
  delete files["t10k-images-idx3-ubyte"];
  await withFolder(files, async (dir) => {
    await Deno.symlink("t10k-images-idx3-ubyte", `${dir}/t10k-images-idx3-ubyte`);
    await assert.rejects(loadDatasetFolder(dir), {
      message: /^Reading .*t10k-images-idx3-ubyte: found an error \(.*\), wanted a file that can be read$/,
    });
  });
});

/** One file replaced, and what must be said of it; the file's path stands for FILE. */
const MALFORMED: readonly (readonly [what: string, file: string, bytes: Uint8Array, message: string])[] = [
  [
    "a wrong magic number",
    "train-images-idx3-ubyte",
    concat([1], imagesFile(20)),
    "Reading FILE: found magic number 0x01000008, wanted 0x00000803",
  ],
  [
    "a wrong element type",
    "t10k-labels-idx1-ubyte",
    concat(header(9, 1, 1), [1]),
    "Reading FILE: found element type 0x09 (signed byte), wanted 0x08 (unsigned byte)",
  ],
  [
    "a wrong number of dimensions",
    "train-labels-idx1-ubyte",
    imagesFile(1),
    "Reading FILE: found 3 dimensions, wanted 1 for labels",
  ],
  [
    "a truncated header",
    "t10k-images-idx3-ubyte",
    imagesFile(1).subarray(0, 9),
    "Reading FILE: found a header truncated after 9 bytes, wanted 16",
  ],
  [
    "a truncated body",
    "train-images-idx3-ubyte",
    imagesFile(20).subarray(0, 5_000),
    "Reading FILE: found a body truncated after 4984 bytes, wanted 15680 for 20 images",
  ],
  [
    "trailing bytes",
    "t10k-images-idx3-ubyte",
    concat(imagesFile(12), [7, 7]),
    "Reading FILE: found 2 trailing bytes, wanted none after 12 images",
  ],
  [
    "images without a pixel",
    "t10k-images-idx3-ubyte",
    header(8, 3, 12, 20, 0),
    "Reading FILE: found images of 20x0 pixels, wanted some of each",
  ],
  [
    "a test label above all training labels",
    "t10k-labels-idx1-ubyte",
    labelsFile(cyclicLabels(12).with(1, 26)),
    "Reading FILE: found label 26 at index 1, wanted 0 to 9, as in DIR/train-labels-idx1-ubyte",
  ],
  [
    "an empty set",
    "t10k-labels-idx1-ubyte",
    labelsFile([]),
    "Reading FILE: found an empty set (0 labels), wanted at least 1",
  ],
  [
    "a class without training images",
    "train-labels-idx1-ubyte",
    labelsFile(cyclicLabels(20).map((label) => label === 3 || label === 7 ? 0 : label)),
    "Reading FILE: found no training image of class 3, 7 (images of classes 0 to 9: 6, 2, 2, 0, 2, 2, 2, 0, 2, 2), " +
    "wanted some of every class",
  ],
];

for (const [what, file, bytes, message] of MALFORMED) {
  Deno.test(`loadDatasetFolder() refuses ${what}, plain and through gzip, and names the file`, async () => {
    const { [file]: _replaced, ...others } = soundFiles();
    for (const [name, packed] of [[file, bytes], [`${file}.gz`, gzip(bytes)]] as const) {
      await withFolder({ ...others, [name]: packed }, async (dir) => {
        await assert.rejects(loadDatasetFolder(dir), {
          message: message.replace("FILE", `${dir}/${name}`).replace("DIR", dir),
        });
      });
    }
  });
}

Deno.test("loadDatasetFolder() refuses images and labels that differ in number, and names both files", async () => {
  const files = { ...soundFiles(), "t10k-labels-idx1-ubyte": labelsFile(cyclicLabels(11)) };
  await withFolder(files, async (dir) => {
    await assert.rejects(loadDatasetFolder(dir), {
      name: "RangeError",
      message: `Pairing images with labels: found 12 images in ${dir}/t10k-images-idx3-ubyte and 11 labels in ` +
        `${dir}/t10k-labels-idx1-ubyte, wanted as many of one as of the other`,
    });
  });
});

Deno.test("loadDatasetFolder() refuses broken gzip data and names the file", async () => {
  const { "train-images-idx3-ubyte": images, ...others } = soundFiles();
  const packed = gzip(images!);
  const flipped = packed.slice();
  flipped[packed.length - 6]! ^= 1;
  const broken: [Uint8Array, RegExp][] = [
    [packed.subarray(0, 90), /^Decompressing .*train-images-idx3-ubyte\.gz: found truncated gzip data/],
    [flipped, /^Decompressing .*train-images-idx3-ubyte\.gz: found corrupt gzip data/],
    [concat(packed, [0, 7]), /^Decompressing .*train-images-idx3-ubyte\.gz: found 2 trailing bytes/],
  ];
  for (const [bytes, message] of broken) {
    await withFolder({ ...others, "train-images-idx3-ubyte.gz": bytes }, async (dir) => {
      await assert.rejects(loadDatasetFolder(dir), { name: "SyntaxError", message });
    });
  }
});

Deno.test("images of another size are fitted into frames as MNIST's digits are, and it is said", async () => {
  const { train, test } = await loadMnistPackage();
  // As USPS has them: each digit's box alone, shorn of its margin, in 16x16 pixels.
  const small = (set: LabelledSet, count: number) =>
    Uint8Array.from(Array.from({ length: count }, (_, i) => [...boxOf16(imageOf(set, i))]).flat());
  const files = {
    "train-images-idx3-ubyte": concat(header(8, 3, 100, 16, 16), small(train, 100)),
    "train-labels-idx1-ubyte": labelsFile([...train.labels.subarray(0, 100)]),
    "t10k-images-idx3-ubyte": concat(header(8, 3, 20, 16, 16), small(test, 20)),
    "t10k-labels-idx1-ubyte": labelsFile([...test.labels.subarray(0, 20)]),
  };
  const notices = (light: string[] = []) => [
    ...light,
    ...["training", "test"].map((which) =>
      `The ${which} images, of 16x16 pixels, were fitted into frames of 28x28 as MNIST's digits are`
    ),
  ];
  let fitted: Uint8Array | undefined;
  await withFolder(files, async (dir) => {
    const found = await loadDatasetFolder(dir);
    assert.deepEqual(found.notices, notices());
    assert.deepEqual([found.identity.trainImages, found.identity.testImages], [100, 20]);
    for (const [set, own] of [[found.train, train], [found.test, test]] as const) {
      for (let i = 0; i < set.images.count; i++) {
        const [frame, original] = [imageOf(set, i), imageOf(own, i)];
        const { width, height, x, y } = inkOf(frame);
        assert.equal(Math.max(width, height), 20, `${i}`);
        // A frame holds whole pixels, and a wide digit's mass may be kept from the middle by the frame's edge.
        assert.ok(Math.abs(x - 14) < 1 && Math.abs(y - 14) < 1, `${i}: ${x}, ${y}`);
        let [shared, all] = [0, 0];
        frame.forEach((value, at) => [shared, all] = [shared + value * original[at]!, all + original[at]! ** 2]);
        assert.ok(shared > 0.5 * all, `${i} is what it was`);
      }
    }
    fitted = found.train.images.pixels;
  });
  // Dark on light ground is the same.
  const inverse = (bytes: Uint8Array) => bytes.map((value, at) => at < 16 ? value : 255 - value);
  const light = {
    ...files,
    "train-images-idx3-ubyte": inverse(files["train-images-idx3-ubyte"]),
    "t10k-images-idx3-ubyte": inverse(files["t10k-images-idx3-ubyte"]),
  };
  await withFolder(light, async (dir) => {
    const found = await loadDatasetFolder(dir);
    assert.deepEqual(found.notices, notices(["The training images are dark on light ground: all were inverted"]));
    assert.deepEqual(found.train.images.pixels, fitted);
    // One rule: own pictures in the same file come to the same frames.
    const own = await readPictureSet(`${dir}/train-images-idx3-ubyte`);
    assert.deepEqual(own.images.pixels, fitted);
    assert.deepEqual(own.notices, [
      "The pictures are dark on light ground: all were inverted",
      "The pictures, of 16x16 pixels, were fitted into frames of 28x28 as MNIST's digits are",
    ]);
  });
});

function imageOf({ images }: LabelledSet, i: number): Uint8Array {
  return images.pixels.subarray(i * 784, (i + 1) * 784);
}

/** The box of an image's ink, and its centre of mass in pixels from the upper left corner. */
function inkOf(image: Uint8Array) {
  let [left, right, top, bottom, sum, sumX, sumY] = [28, -1, 28, -1, 0, 0, 0];
  image.forEach((value, at) => {
    if (value === 0) return;
    const [x, y] = [at % 28, Math.floor(at / 28)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    [sum, sumX, sumY] = [sum + value, sumX + value * x, sumY + value * y];
  });
  return { left, top, width: right - left + 1, height: bottom - top + 1, x: sumX / sum, y: sumY / sum };
}

/** What lies in the box of an image's ink, its longer side 16 pixels, in the middle of 16x16. */
function boxOf16(image: Uint8Array): Uint8Array {
  const { left, top, width, height } = inkOf(image);
  const scale = Math.max(width, height) / 16;
  return Uint8Array.from({ length: 256 }, (_, at) => {
    const x = Math.round(left + width / 2 - 0.5 + (at % 16 - 7.5) * scale);
    const y = Math.round(top + height / 2 - 0.5 + (Math.floor(at / 16) - 7.5) * scale);
    return x < left || x >= left + width || y < top || y >= top + height ? 0 : image[28 * y + x]!;
  });
}
