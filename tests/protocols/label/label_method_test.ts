import assert from "node:assert/strict";
import { IMAGE_PIXELS } from "../../../lib/data/dataset.ts";
import { loadMnistPackage } from "../../../lib/data/mnist_package.ts";
import { labelPictures } from "../../../lib/protocols/label/label_method.ts";
import { silentProgress } from "../../../lib/run/progress.ts";
import { PROPAGATION_SETTINGS } from "../../../lib/spread/propagation.ts";
import { SHARED_DEVICE, sharedGpu } from "../../gpu/shared_gpu.ts";

const { train } = await loadMnistPackage();

/** The first of each class, so many of each, and the first few of these with their labels. */
async function wrongOf(sizes: readonly number[], labelsPerClass: number): Promise<{ wrong: number; uneven: boolean }> {
  const seen = sizes.map(() => 0);
  const chosen = Array.from(train.labels.keys()).filter((i) => seen[train.labels[i]!]!++ < sizes[train.labels[i]!]!);
  const truth = chosen.map((i) => train.labels[i]!);
  const pixels = new Uint8Array(chosen.length * IMAGE_PIXELS);
  chosen.forEach((i, at) =>
    pixels.set(train.images.pixels.subarray(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS), at * IMAGE_PIXELS)
  );
  const given = truth.flatMap((label, at) =>
    truth.slice(0, at).filter((other) => other === label).length < labelsPerClass ? [at] : []
  );
  const { decided } = await labelPictures(
    {
      images: { count: chosen.length, pixels },
      labelled: { indices: given, labels: given.map((at) => truth[at]!), classes: 10 },
      propagationSettings: PROPAGATION_SETTINGS,
    },
    await sharedGpu(),
    silentProgress,
  );
  const wrong = truth.filter((label, at) => decided.second.labels[at] !== label).length;
  return { wrong, uneven: decided.uneven === true };
}

Deno.test("five pictures a class do not run into one class", SHARED_DEVICE, async () => {
  const { wrong, uneven } = await wrongOf(new Array(10).fill(5), 2);
  assert.ok(!uneven);
  assert.ok(wrong <= 8, `${wrong} of 30 wrong`);
});

Deno.test("a class that is four fifths of all keeps its pictures", SHARED_DEVICE, async () => {
  const { wrong, uneven } = await wrongOf([10, 12, 600, 15, 20, 30, 40, 12, 12, 12], 5);
  assert.ok(uneven, "and it is said why");
  assert.ok(wrong <= 40, `${wrong} of 713 wrong`);
});
