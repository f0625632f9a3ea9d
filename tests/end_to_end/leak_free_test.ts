/** The leak-free protocol as a process, on a little of MNIST, and its firewall from outside. */
import assert from "node:assert/strict";
import { drawLabelled } from "../../lib/data/draw.ts";
import { headOfSet, IMAGE_PIXELS } from "../../lib/data/dataset.ts";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import { uniformAt } from "../../lib/random/counter_stream.ts";
import { TorchGenerator } from "../../lib/random/torch_generator.ts";
import { RunRecord } from "../../lib/record/record.ts";
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
    ...args.includes("--preset") ? [] : ["--preset", "graph"],
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

Deno.test("without a label, no label at all changes a byte of what is decided, networks and their seeds included", async () => {
  const mnist = await loadMnistPackage();
  const [train, test] = [headOfSet(mnist.train, TRAIN), headOfSet(mnist.test, TEST)];
  const scrambled = (labels: Uint8Array, stream: number) =>
    labels.map((_, i) => i < 10 ? i : Math.floor(10 * uniformAt(98, stream, i)));
  await withNewFolder(async (folder) => {
    await writeDataset(`${folder}/original`, train, test);
    await writeDataset(
      `${folder}/scrambled`,
      { images: train.images, labels: scrambled(train.labels, 0) },
      { images: test.images, labels: scrambled(test.labels, 1) },
    );
    // Images are the same, and so is their graph.
    const shared = ["--labels-per-class", "0", "--cache-dir", `${folder}/cache`, "--preset", "quick", "--steps", "40"];
    const of = (name: string, ...args: string[]) =>
      run(`${folder}/run-${name}`, "--data-dir", `${folder}/${name}`, ...shared, ...args);
    const original = await of("original", "--draws", "2", "--draw-seed", "4");
    const blind = await of("scrambled", "--draws", "2", "--draw-seed", "4");
    assert.equal(blind.predictions, original.predictions, "byte for byte");
    assert.deepEqual(
      await Deno.readFile(`${folder}/run-scrambled/weights.safetensors`),
      await Deno.readFile(`${folder}/run-original/weights.safetensors`),
      "groups and networks too",
    );
    assert.ok(blind.record.leakFree!.meanErrorRate > 0.7, "the labels that it was scored with were scrambled indeed");

    // What was decided are groups; names came for scoring alone.
    const { draws, baselines, meanErrorRate } = original.record.leakFree!;
    assert.ok(meanErrorRate < 0.5, `error rate ${meanErrorRate}`);
    assert.deepEqual(draws.map(({ drawSeed }) => drawSeed), [4, 5]);
    assert.deepEqual(baselines.nearestPixelsTestErrors, []);
    const decided: number[][] = JSON.parse(original.predictions);
    draws.forEach(({ groups, clustering, labelledTrainIndices, testErrors, pseudoLabels }, draw) => {
      const names = groups!.groups.map(({ name }) => name);
      assert.equal(groups!.way, "groups");
      assert.equal(labelledTrainIndices.flat().length, 0);
      assert.equal(pseudoLabels.second.images, TRAIN);
      assert.deepEqual(names.toSorted(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      assert.equal(decided[draw]!.filter((group, i) => names[group] !== test.labels[i]).length, testErrors);
      assert.ok(clustering!.test.nmi > 0.3 && clustering!.test.ari > 0.2);
    });
    assert.match(original.stdout, /named for scoring alone/);

    // A seed's outcome depends on no other seed that runs beside it.
    await Deno.remove(`${folder}/run-original`, { recursive: true });
    const alone = await of("original", "--draw-seed", "5");
    assert.deepEqual(JSON.parse(alone.predictions), [decided[1]]);
  });
});

Deno.test("with networks, no hidden label, no order of test images and no other draw changes a prediction", async () => {
  const mnist = await loadMnistPackage();
  const [train, test] = [headOfSet(mnist.train, TRAIN), headOfSet(mnist.test, TEST)];
  const labelled = [5, 6].map((seed) => drawLabelled(train.labels, 10, new TorchGenerator(seed)));
  const known = new Set(labelled.flat(2));
  const scrambled = train.labels.map((label, i) => known.has(i) ? label : Math.floor(10 * uniformAt(97, 0, i)));
  const reversed = {
    images: { count: TEST, pixels: new Uint8Array(TEST * IMAGE_PIXELS) },
    labels: test.labels.map((_, i) => Math.floor(10 * uniformAt(97, 1, i))),
  };
  for (let i = 0; i < TEST; i++) {
    const pixels = test.images.pixels.subarray(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS);
    reversed.images.pixels.set(pixels, (TEST - 1 - i) * IMAGE_PIXELS);
  }
  await withNewFolder(async (folder) => {
    await writeDataset(`${folder}/original`, train, test);
    await writeDataset(`${folder}/blind`, { images: train.images, labels: scrambled }, reversed);
    await Deno.writeTextFile(`${folder}/labelled.json`, JSON.stringify(labelled[1]));
    const shared = ["--preset", "quick", "--steps", "40", "--no-cache"];
    const both = await run(
      `${folder}/both`,
      "--data-dir",
      `${folder}/original`,
      ...shared,
      "--draws",
      "2",
      "--draw-seed",
      "5",
    );
    const indices = ["--labelled-indices", `${folder}/labelled.json`];
    const blind = await run(`${folder}/blind-run`, "--data-dir", `${folder}/blind`, ...shared, ...indices);
    const [, second]: number[][] = JSON.parse(both.predictions);
    assert.deepEqual((JSON.parse(blind.predictions) as number[][])[0]!.toReversed(), second);
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
