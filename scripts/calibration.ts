/**
 * How often `predict` is right where it says that it is sure: over the test images of MNIST, each read as a picture of 28x28
 * pixels, with what a finished run learned. No decision of the run saw them.
 *
 * Usage: deno run -A scripts/calibration.ts RUN OUT.json [COUNT]
 *
 * @module
 */
import { IMAGE_PIXELS } from "../lib/data/dataset.ts";
import { loadMnistPackage } from "../lib/data/mnist_package.ts";
import { prepareDigit } from "../lib/pictures/prepare_digit.ts";
import { Gpu } from "../lib/gpu/gpu.ts";
import { findNeighbours } from "../lib/graph/find_neighbours.ts";
import { uprightBytes } from "../lib/graph/upright_bytes.ts";
import { vote } from "../lib/spread/vote.ts";
import { CACHE_FOLDER, graphCache } from "../lib/protocols/graph_cache.ts";
import { readLearnedRun } from "../lib/protocols/predict/learned_run.ts";
import { jointShare } from "../lib/protocols/leak_free/network_stage.ts";
import { unlikeReason } from "../lib/protocols/predict/unlike_pictures.ts";
import { networkOpinions } from "../lib/infer/network_opinions.ts";

/** Lower ends of the bins of shares; the last ends at 1. */
const BINS = [0, 0.5, 0.7, 0.9, 0.95, 0.99];

const [run, out, most = "10000"] = Deno.args;
if (run === undefined || out === undefined) {
  throw new TypeError("Measuring calibration: found too few arguments, wanted RUN OUT.json");
}
const { test } = await loadMnistPackage();
const learned = await readLearnedRun(run, 0, "");

const read: { label: number; pixels: Uint8Array }[] = [];
const refused: { index: number; reason: string }[] = [];
for (let index = 0; index < Number(most); index++) {
  const image = test.images.pixels.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
  const rgba = new Uint8Array(4 * IMAGE_PIXELS).fill(255);
  image.forEach((value, at) => rgba.fill(value, 4 * at, 4 * at + 3));
  try {
    read.push({ label: test.labels[index]!, pixels: prepareDigit({ width: 28, height: 28, rgba }, "it") });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refused.push({ index, reason: error.message.replace(/^.*found (.*), wanted.*$/, "$1") });
  }
}
const pixels = new Uint8Array(read.length * IMAGE_PIXELS);
read.forEach((image, i) => pixels.set(image.pixels, i * IMAGE_PIXELS));
const images = { count: read.length, pixels };

const gpu = await Gpu.open();
const { neighbours, farness } = await findNeighbours(
  gpu,
  images,
  learned.trainImages,
  learned.graphSettings,
  graphCache(CACHE_FOLDER, console.error),
);
const { shares } = vote(neighbours, learned.weights.pseudoLabels, learned.classes);
const networks = learned.model &&
  networkOpinions(learned.model, learned.weights.members, await uprightBytes(gpu, images));
gpu.close();

const bins = BINS.map((from, i) => ({ from, to: BINS[i + 1] ?? 1, answers: 0, right: 0, meanShare: 0 }));
let unlike = 0;
read.forEach(({ label }, image) => {
  if (unlikeReason("it", farness[image]!) !== undefined) {
    unlike++;
    return;
  }
  const joint = Array.from({ length: learned.classes }, (_, digit) => {
    const at = image * learned.classes + digit;
    return networks ? jointShare(shares[at]!, networks[at]!) : shares[at]!;
  });
  const share = Math.max(...joint);
  const bin = bins.findLast(({ from }) => share >= from)!;
  bin.answers++;
  bin.right += Number(joint.indexOf(share) === label);
  bin.meanShare += share;
});
for (const bin of bins) bin.meanShare /= Math.max(1, bin.answers);
const record = {
  run,
  preset: learned.preset,
  testImages: Number(most),
  refused,
  unlike,
  bins,
};
await Deno.writeTextFile(out, `${JSON.stringify(record, null, 1)}\n`);
console.log(JSON.stringify(record, null, 1));
