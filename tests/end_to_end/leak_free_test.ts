/** The leak-free protocol as a process, on a little of MNIST, and its firewall from outside. */
import assert from "node:assert/strict";
import { drawLabelled } from "../../lib/data/draw.ts";
import { headOfSet, IMAGE_PIXELS } from "../../lib/data/dataset.ts";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import { uniformAt } from "../../lib/random/counter_stream.ts";
import { TorchGenerator } from "../../lib/random/torch_generator.ts";
import { RunRecord } from "../../lib/run/record.ts";
import { writeDataset } from "../data/dataset_files.ts";
import { ROOT, runTask, withNewFolder } from "./tasks.ts";

const TRAIN = 1_500;
const TEST = 200;

/** Runs the protocol; gives its record and the very text of its predictions. */
async function run(
  out: string,
  ...args: string[]
): Promise<{ record: RunRecord; predictions: string; stdout: string }> {
  const { code, stdout, stderr } = await runTask("reproduce", [
    "--protocol",
    "leak-free",
    "--preset",
    "graph",
    "--out",
    out,
    ...args,
  ]);
  assert.equal(code, 0, stderr);
  return {
    record: RunRecord.parse(JSON.parse(await Deno.readTextFile(`${out}/run.json`))),
    predictions: await Deno.readTextFile(`${out}/predictions.json`),
    stdout,
  };
}

/** Errors of predictions, counted here. */
function errorsOf(predictions: string, labels: Uint8Array): number[] {
  const draws: number[][] = JSON.parse(predictions);
  return draws.map((classes) => {
    assert.equal(classes.length, labels.length);
    return classes.filter((label, i) => label !== labels[i]).length;
  });
}

Deno.test("no hidden label and no order of test images changes a leak-free run's predictions", async () => {
  const mnist = await loadMnistPackage();
  const [train, test] = [headOfSet(mnist.train, TRAIN), headOfSet(mnist.test, TEST)];
  const labelled = drawLabelled(train.labels, 10, new TorchGenerator(5));
  await withNewFolder(async (folder) => {
    const indices = `${folder}/labelled.json`;
    await writeDataset(`${folder}/original`, train, test);
    await Deno.writeTextFile(indices, JSON.stringify(labelled));
    const of = (name: string) => ["--data-dir", `${folder}/${name}`, "--labelled-indices", indices, "--no-cache"];
    const original = await run(`${folder}/run-original`, ...of("original"));
    const { leakFree } = original.record;
    assert.equal(leakFree!.draws[0]!.drawSeed, null);
    assert.deepEqual(leakFree!.draws[0]!.labelledTrainIndices, labelled);
    assert.equal(original.record.provenance.seeds, undefined);
    assert.deepEqual(errorsOf(original.predictions, test.labels), [leakFree!.draws[0]!.testErrors]);
    assert.ok(leakFree!.meanErrorRate < 0.15, `error rate ${leakFree!.meanErrorRate}`);
    assert.match(original.stdout, /^Leak-free, 100 labels/);

    // Every label but those of the labelled images is dealt anew.
    const known = new Set(labelled.flat());
    const scrambled = (labels: Uint8Array, stream: number, keep: ReadonlySet<number>) =>
      labels.map((label, i) => keep.has(i) ? label : Math.floor(10 * uniformAt(99, stream, i)));
    await writeDataset(
      `${folder}/scrambled`,
      { images: train.images, labels: scrambled(train.labels, 0, known) },
      { images: test.images, labels: scrambled(test.labels, 1, new Set()) },
    );
    const blind = await run(`${folder}/run-scrambled`, ...of("scrambled"));
    assert.equal(blind.predictions, original.predictions, "byte for byte");
    assert.ok(blind.record.leakFree!.meanErrorRate > 0.7, "the labels that it was scored with were scrambled indeed");

    // Test images back to front.
    const reversed = {
      images: { count: TEST, pixels: new Uint8Array(TEST * IMAGE_PIXELS) },
      labels: test.labels.toReversed(),
    };
    for (let i = 0; i < TEST; i++) {
      const pixels = test.images.pixels.subarray(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS);
      reversed.images.pixels.set(pixels, (TEST - 1 - i) * IMAGE_PIXELS);
    }
    await writeDataset(`${folder}/reversed`, train, reversed);
    const turned = await run(`${folder}/run-reversed`, ...of("reversed"));
    const [first] = JSON.parse(turned.predictions) as [number[]];
    assert.deepEqual([first.toReversed()], JSON.parse(original.predictions));
  });
});

Deno.test("one or five labels a class end with an honest error, of several draws at once, the graph kept between runs", async () => {
  const mnist = await loadMnistPackage();
  const [train, test] = [headOfSet(mnist.train, TRAIN), headOfSet(mnist.test, TEST)];
  await withNewFolder(async (folder) => {
    await writeDataset(`${folder}/data`, train, test);
    const shared = ["--data-dir", `${folder}/data`, "--cache-dir", `${folder}/cache`];
    const one = await run(
      `${folder}/one`,
      ...shared,
      "--labels-per-class",
      "1",
      "--draws",
      "2",
      "--draw-seed",
      "3",
      "--quick",
    );
    const draws = one.record.leakFree!.draws;
    assert.deepEqual(draws.map(({ drawSeed }) => drawSeed), [3, 4]);
    assert.ok(draws.every(({ labelledTrainIndices }) => labelledTrainIndices.every((row) => row.length === 1)));
    assert.deepEqual(errorsOf(one.predictions, test.labels), draws.map(({ testErrors }) => testErrors));
    assert.equal(one.record.leakFree!.graph.fromCache, false);
    assert.equal(one.record.provenance.quick, true);
    assert.match(one.stdout, /^Quick run: fewer images/);

    const five = await run(`${folder}/five`, ...shared, "--labels-per-class", "5", "--no-prior", "--baselines");
    const { leakFree } = five.record;
    assert.equal(leakFree!.graph.fromCache, true);
    assert.equal(leakFree!.prior, false);
    assert.equal(leakFree!.draws[0]!.pseudoLabels.second.images, TRAIN - 50);
    assert.ok(leakFree!.meanErrorRate < 0.5, `error rate ${leakFree!.meanErrorRate}`);
    assert.ok(leakFree!.baselines.allLabelsTestErrors! < 0.1 * TEST);
    assert.match(await Deno.readTextFile(`${folder}/five/index.html`), /five|5 labelled images a class/);
  });
});

Deno.test("another data set runs unchanged and says what it gets", async () => {
  await withNewFolder(async (out) => {
    const { record, stdout } = await run(out, "--data-dir", `${ROOT}/tests/fixtures/fashion`, "--no-cache");
    const { meanErrorRate, draws, testImages } = record.leakFree!;
    assert.notEqual(record.provenance.dataset.name, "MNIST");
    assert.ok(meanErrorRate < 0.6, `error rate ${meanErrorRate}, chance is 0.9`);
    assert.equal(draws[0]!.confusion.flat().reduce((total, count) => total + count), testImages);
    assert.ok(stdout.includes(`${(100 * meanErrorRate).toFixed(2)} % errors in ${testImages} test images`));
  });
});

Deno.test("labelled indices that do not fit the data end the task with one message and no folder", async () => {
  await withNewFolder(async (folder) => {
    await Deno.mkdir(folder);
    const file = `${folder}/indices.json`;
    await Deno.writeTextFile(file, JSON.stringify(Array.from({ length: 10 }, () => [0])));
    const args = ["--protocol", "leak-free", "--labelled-indices", file, "--out", `${folder}/out`];
    const { code, stderr } = await runTask("reproduce", args);
    assert.equal(code, 1);
    assert.match(stderr, /indices\.json: found at class 0 image 0, which is not of that class/);
    assert.doesNotMatch(stderr, /^\s+at /m);
    await assert.rejects(Deno.stat(`${folder}/out`), Deno.errors.NotFound);
  });
});
