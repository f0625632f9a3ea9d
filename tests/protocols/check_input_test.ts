import assert from "node:assert/strict";
import { ReproduceOptions } from "../../lib/config/options.ts";
import type { Dataset } from "../../lib/data/dataset.ts";
import type { Gpu } from "../../lib/gpu/gpu.ts";
import { checkInput } from "../../lib/protocols/check_input.ts";
import { withTemporaryFolder } from "../run/temporary_folder.ts";

/** A set with so many images of each class, sorted by class. */
function datasetOf(perClass: readonly number[], testImages = 10): Dataset {
  const set = (labels: Uint8Array) => ({ images: { count: labels.length, pixels: new Uint8Array() }, labels });
  const train = set(Uint8Array.from(perClass.flatMap((count, label) => new Array<number>(count).fill(label))));
  const identity = { name: "", source: "", files: [], trainImages: train.images.count, testImages };
  return { classes: perClass.length, train, test: set(new Uint8Array(testImages)), identity };
}

const EVEN = datasetOf(new Array(10).fill(50));
const LIMITS = { maxTextureDimension2D: 8192, maxStorageBufferBindingSize: 2 ** 27, maxBufferSize: 2 ** 30 };

/** An adapter with these limits. */
function adapter(limits: Record<string, number> = {}, software = true): Gpu {
  const device = { limits: { ...LIMITS, ...limits } };
  const traits = { software, limits: { maxComputeWorkgroupStorageSize: 32768, ...limits } };
  return { traits, device } as unknown as Gpu;
}

const check = (options: Partial<ReproduceOptions>, dataset: Dataset = EVEN, gpu: Gpu | undefined = adapter()) =>
  checkInput(ReproduceOptions.parse(options), dataset, gpu);

Deno.test("what the data has images for and the adapter room for is let through", async () => {
  await check({});
  await check({ quick: true });
  await check({ protocol: "leak-free", labelsPerClass: 50, members: 3, draws: 20 });
  await check({ protocol: "leak-free", preset: "gpu", steps: 200_000 });
  await checkInput(ReproduceOptions.parse({ protocol: "published", backend: "cpu" }), EVEN, undefined);
});

Deno.test("draws that a class has too few images for are refused in every protocol that makes them", async () => {
  const few = datasetOf([50, 50, 9, 50, 50, 50, 50, 7, 50, 50]);
  for (const protocol of ["both", "published", "corrected", "leak-free"] as const) {
    await assert.rejects(
      check({ protocol }, few),
      /^RangeError: Drawing labelled images: found 7 of class 7 among the training images, wanted at least 10$/,
    );
  }
  await check({ protocol: "leak-free", labelsPerClass: 7 }, few);
  await assert.rejects(check({ labelsPerClass: 7 }, few), ({ hint }: Error & { hint?: string }) => {
    assert.match(hint ?? "", /--protocol leak-free with --labels-per-class needs fewer/);
    return true;
  });
  await assert.rejects(
    check({ labelsPerClass: 51 }),
    /found 50 of class 0 among the training images, wanted at least 51/,
  );
  const hints: [options: Partial<ReproduceOptions>, dataset: Dataset, hint: string][] = [
    [{}, few, "Pass --labels-per-class 7"],
    [{ quick: true }, few, "Pass --labels-per-class 7, or run without --quick, which looks at all training images"],
    [{ quick: true }, datasetOf(new Array(10).fill(1000)), "Run without --quick, which looks at all training images"],
    [{}, datasetOf([50, 0, ...new Array(8).fill(50)]), "Use a data set with more of them"],
  ];
  for (const [options, dataset, wanted] of hints) {
    await assert.rejects(
      check({ ...options, protocol: "leak-free" }, dataset),
      ({ hint }: Error & { hint?: string }) => hint === wanted,
      wanted,
    );
  }
  const sorted = datasetOf(new Array(10).fill(1000));
  await check({}, sorted);
  for (const protocol of ["both", "published", "leak-free"] as const) {
    await assert.rejects(
      check({ protocol, quick: true }, sorted),
      /found 0 of class \d among the first [46]000 training images, which a quick run takes, wanted at least 10/,
    );
  }
});

Deno.test("a file of labelled images is read with the images that the run takes, also where both protocols run", async () => {
  await withTemporaryFolder(async (dir) => {
    const file = `${dir}/labelled.json`;
    const rows = Array.from({ length: 10 }, (_, label) => [50 * label]);
    for (const protocol of ["both", "leak-free"] as const) {
      const options = { protocol, labelledIndices: file };
      await Deno.writeTextFile(file, JSON.stringify(rows));
      await check(options);
      for (
        const [wrong, message] of [
          [rows.with(3, [1]), /found at class 3 image 1, which is not of that class/],
          [rows.with(9, [500]), /found index 500 at class 9, wanted 0 to 499/],
          [rows.with(1, [50, 50]), /found index 50 twice/],
          [rows.slice(1), /found an array of 9, wanted an array of 10 arrays/],
        ] as const
      ) {
        await Deno.writeTextFile(file, JSON.stringify(wrong));
        await assert.rejects(check(options), message);
      }
      await assert.rejects(check({ ...options, labelledIndices: `${file}-missing` }), /found no such file/);
    }
  });
});

Deno.test("networks and images that the adapter has no room for are refused", async () => {
  await assert.rejects(
    check({ steps: 300_000 }),
    /^RangeError: Reading --steps: found 300000 for a network, wanted at most 262144,/,
  );
  await assert.rejects(
    check({ steps: 20_000, members: 8, draws: 10 }, EVEN, adapter({}, false)),
    /--steps: found 20000 for 16 networks side by side, wanted at most 16384/,
  );
  await assert.rejects(
    check({ preset: "gpu" }, EVEN, adapter({ maxComputeWorkgroupStorageSize: 4096 })),
    /^RangeError: Reading --preset: found gpu, whose networks the adapter has too little workgroup memory for/,
  );
  await assert.rejects(
    check({ protocol: "leak-free" }, datasetOf(new Array(10).fill(10), 200_000)),
    /^GpuError: Holding the gradients of images: found 200000, wanted at most 149504, as the adapter has no larger/,
  );
  // What llvmpipe has: more for the graph alone than for networks.
  const llvmpipe = adapter({ maxTextureDimension2D: 16_384 });
  const twoHundredThousand = datasetOf(new Array(10).fill(20_000), 200_000);
  for (const preset of ["graph", "quick", "laptop"] as const) {
    await check({ protocol: "leak-free", preset }, twoHundredThousand, llvmpipe);
  }
  await check({ protocol: "leak-free", preset: "graph" }, datasetOf(new Array(10).fill(29_900)), llvmpipe);
  await assert.rejects(
    check({ protocol: "leak-free" }, datasetOf(new Array(10).fill(29_900)), llvmpipe),
    /^GpuError: Holding the images of preset laptop: found 299000, wanted at most 270336, as the adapter holds no more$/,
  );
});
