/** More classes than digits: 26 letters of a stroke font, as if by hand, through label, predict and the leak-free protocol. */
import assert from "node:assert/strict";
import { encode } from "fast-png";
import { encodeFrames } from "../../lib/pictures/frames_npy.ts";
import { readRunRecord } from "../../lib/record/read_record.ts";
import { concat, header, labelsFile } from "../data/idx_files.ts";
import { LETTER_NAMES, letterImages } from "../pictures/letter_images.ts";
import { runTask, withNewFolder } from "./tasks.ts";

const PICTURES = 390;
const CLASSES = LETTER_NAMES.length;
const GIVEN = 5 * CLASSES;
const [TRAIN, TEST] = [10 * CLASSES, 2 * CLASSES];

Deno.test("an alphabet is labelled from five labels a letter, new letters are read, and what has no label yet is asked for", async () => {
  await withNewFolder(async (folder) => {
    await Deno.mkdir(folder);
    const { images, labels } = letterImages(PICTURES, 1);
    const nameOf = (index: number) => LETTER_NAMES[labels[index]!]!;
    const write = (name: string, indices: Iterable<number>) =>
      Deno.writeTextFile(
        `${folder}/${name}.csv`,
        ["index,label", ...Array.from(indices, (i) => `${i},${nameOf(i)}`)].join("\n"),
      );
    await Deno.writeFile(`${folder}/letters.npy`, encodeFrames(images));
    await write("five", Array(GIVEN).keys());
    await write("all", Array(PICTURES).keys());
    // Nobody has labelled a Y or a Z.
    await write("few", [...Array(GIVEN).keys()].filter((i) => labels[i]! < CLASSES - 2));
    const cache = ["--cache-dir", `${folder}/cache`];
    const run = (out: string, ...args: string[]) =>
      runTask("label", [`${folder}/letters.npy`, ...args, ...cache, "--out", `${folder}/${out}`]);

    const five = await run("run", "--labels", `${folder}/five.csv`, "--check", `${folder}/all.csv`);
    assert.equal(five.code, 0, five.stderr);
    assert.match(five.stdout, /^260 pictures labelled from 130 labels of 26 classes, by /m);
    const { label } = await readRunRecord(`${folder}/run`);
    const { pictures, wrong } = label!.check!;
    assert.equal(pictures, PICTURES - GIVEN);
    assert.ok(wrong <= 0.06 * pictures, `${wrong} of ${pictures} wrong`);
    assert.deepEqual([label!.classes, label!.groups.length], [LETTER_NAMES, CLASSES]);

    const { images: others, labels: truth } = letterImages(CLASSES, 2);
    const files = [1, 16].map((i) => `${folder}/${LETTER_NAMES[truth[i]!]}.png`);
    for (const [n, i] of [1, 16].entries()) {
      const data = others.pixels.slice(i * 784, (i + 1) * 784);
      await Deno.writeFile(files[n]!, encode({ width: 28, height: 28, data, channels: 1, depth: 8 }));
    }
    const read = await runTask("predict", [...files, "--run", `${folder}/run`, ...cache]);
    assert.equal(read.code, 0, read.stderr);
    assert.deepEqual(
      [...read.stdout.matchAll(/^\S+\/(\w)\.png: (\w)$/gm)].map(([, file, answer]) => `${file}${answer}`),
      [
        "BB",
        "QQ",
      ],
    );

    const few = await run("few", "--labels", `${folder}/few.csv`, "--classes", "26", "--suggest", "2", "--json");
    assert.equal(few.code, 0, few.stderr);
    const { classes, suggested } = JSON.parse(few.stdout);
    assert.deepEqual(classes.slice(-3), ["X", "unnamed 1", "unnamed 2"]);
    assert.deepEqual(suggested.map(({ reason }: { reason: string }) => reason), ["group", "group"]);
    assert.deepEqual(suggested.map(({ index }: { index: number }) => nameOf(index)).toSorted(), ["Y", "Z"]);
  });
});

Deno.test("the leak-free protocol takes an alphabet whose labels count from 1, as EMNIST's letters do; the notebook's needs digits", async () => {
  await withNewFolder(async (folder) => {
    await Deno.mkdir(`${folder}/data`, { recursive: true });
    for (const [name, count, seed] of [["train", TRAIN, 1], ["t10k", TEST, 3]] as const) {
      const { images, labels } = letterImages(count, seed);
      await Deno.writeFile(
        `${folder}/data/${name}-images-idx3-ubyte`,
        concat(header(8, 3, count, 28, 28), images.pixels),
      );
      await Deno.writeFile(
        `${folder}/data/${name}-labels-idx1-ubyte`,
        labelsFile([...labels].map((label) => label + 1)),
      );
    }
    const reproduce = (...args: string[]) => runTask("reproduce", ["--data-dir", `${folder}/data`, ...args]);
    const refused = await reproduce("--out", `${folder}/both`);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /found a data set of 26 classes, wanted 10: .*--protocol leak-free takes 2 to 64/);

    const args = ["--protocol", "leak-free", "--preset", "graph", "--labels-per-class", "5", "--no-cache"];
    const run = await reproduce(...args, "--out", `${folder}/run`);
    assert.equal(run.code, 0, run.stderr);
    assert.match(run.stderr, /Labels from 1 to 26 are taken as classes 0 to 25/);
    const { leakFree } = await readRunRecord(`${folder}/run`);
    const [draw] = leakFree!.draws;
    assert.ok(draw!.testErrors <= 0.06 * TEST, `${draw!.testErrors} of ${TEST} wrong`);
    assert.deepEqual([draw!.confusion.length, draw!.labelledTrainIndices.flat().length], [CLASSES, 5 * CLASSES]);
    assert.match(leakFree!.map!.labels, /[a-p]/, "classes from 10 on are letters");
  });
});
