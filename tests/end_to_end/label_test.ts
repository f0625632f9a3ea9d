/** A person's own pictures, from a folder and a few labels in a table to labels, suggestions and answers on new pictures. */
import assert from "node:assert/strict";
import { encode } from "fast-png";
import { CLASSES, IMAGE_PIXELS } from "../../lib/data/dataset.ts";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import type { Picture } from "../../lib/pictures/picture.ts";
import { drawn } from "../pictures/drawn_pictures.ts";
import { jpegFile } from "../pictures/jpeg_file.ts";
import { namesIn } from "../run/temporary_folder.ts";
import { runTask, withNewFolder } from "./tasks.ts";

const { images, labels } = (await loadMnistPackage()).train;
const WORDS = ["nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const PICTURES = 600;

/** Training image i as a person may have it: of odd size, on dark ground or on light, in some colour. */
function pictureOf(i: number): Picture {
  const image = images.pixels.subarray(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS);
  const size = { scale: i % 20 === 0 ? 3 : 1, margin: i * 7 % 9 };
  return i % 3 === 0
    ? drawn(image, { ...size, background: [240, 235, 225, 255], ink: [20, 30, 80, 255] })
    : drawn(image, size);
}

const nameOf = (i: number) => `${i % 2 === 0 ? "even" : "odd"}/${i}.${i === 50 ? "jpg" : "png"}`;

async function writePictures(dir: string): Promise<void> {
  for (const part of ["even", "odd"]) await Deno.mkdir(`${dir}/${part}`, { recursive: true });
  for (let i = 0; i < PICTURES; i++) {
    const { width, height, rgba } = pictureOf(i);
    const bytes = i === 50
      ? await jpegFile(pictureOf(i), 90)
      : encode({ width, height, data: rgba, channels: 4, depth: 8 });
    await Deno.writeFile(`${dir}/${nameOf(i)}`, bytes);
  }
}

/** Rows of labels.csv by picture. */
async function labelsIn(out: string): Promise<Map<string, readonly string[]>> {
  const [header, ...rows] = (await Deno.readTextFile(`${out}/labels.csv`)).trimEnd().split("\n");
  assert.equal(header, "picture,label,share,second_label,second_share,given");
  return new Map(rows.map((row) => [row.split(",")[0]!, row.split(",")]));
}

Deno.test("600 digits as files of odd sizes are labelled from ten labels; what suggestions name does as well, and new pictures are read", async () => {
  await withNewFolder(async (folder) => {
    const pics = `${folder}/pics`;
    await writePictures(pics);
    const firsts = WORDS.map((_, digit) => labels.indexOf(digit));
    const truth = (indices: Iterable<number>) =>
      ["file,label", ...Array.from(indices, (i) => `${nameOf(i)},${WORDS[labels[i]!]}`)].join("\n");
    await Deno.writeTextFile(`${folder}/ten.csv`, truth(firsts));
    await Deno.writeTextFile(`${folder}/all.csv`, truth(Array(PICTURES).keys()));
    await Deno.writeTextFile(`${pics}/even/600.png`, "no picture");
    const cache = ["--cache-dir", `${folder}/cache`];
    const run = (out: string, pictures: string, ...args: string[]) =>
      runTask("label", [pictures, ...args, ...cache, "--out", `${folder}/${out}`]);

    const ten = await run(
      "ten",
      pics,
      "--labels",
      `${folder}/ten.csv`,
      "--check",
      `${folder}/all.csv`,
      "--suggest",
      "3",
    );
    assert.equal(ten.code, 1, ten.stderr);
    assert.match(ten.stdout, /^Not used: even\/600\.png: found no picture that can be read/m);
    assert.match(ten.stdout, /^590 pictures labelled from 10 labels of 10 classes, by /m);
    const [, wrong] = ten.stdout.match(/^Checked: (\d+) of 590 wrong, /m) ?? [];
    assert.ok(Number(wrong) < 45, `${wrong} of 590 wrong`);
    const rows = await labelsIn(`${folder}/ten`);
    assert.equal(rows.size, PICTURES);
    const errors = (found: typeof rows) =>
      Array.from({ length: PICTURES }, (_, i) => i).filter((i) => found.get(nameOf(i))![1] !== WORDS[labels[i]!])
        .length;
    assert.equal(errors(rows), Number(wrong));
    assert.deepEqual(rows.get(nameOf(firsts[7]!)), [nameOf(firsts[7]!), "seven", "1.0000", "", "", "yes"]);
    assert.deepEqual(namesIn(`${folder}/ten`), [
      "frames.npy",
      "index.html",
      "labels.csv",
      "pictures.json",
      "run.json",
      "suggestions.csv",
      "weights.safetensors",
    ]);

    // From nothing, in the frames that the run left: ten suggestions, filled in.
    const order = [...rows.keys()].map((picture) => Number(picture.match(/\d+/)![0]));
    const frames = `${folder}/ten/frames.npy`;
    const none = await run("none", frames, "--suggest", String(CLASSES), "--json");
    assert.equal(none.code, 0, none.stderr);
    const { suggested, suggestions } = JSON.parse(none.stdout);
    assert.equal(suggested.length, CLASSES);
    assert.ok(!namesIn(`${folder}/none`).includes("labels.csv"));
    const filled = (await Deno.readTextFile(suggestions)).replace(
      /^(\d+),,/gm,
      (_, index) => `${index},${WORDS[labels[order[Number(index)]!]!]},`,
    );
    await Deno.writeTextFile(suggestions, filled);
    const chosen = await run("chosen", frames, "--labels", suggestions);
    assert.equal(chosen.code, 0, chosen.stderr);
    const byChosen = [...await labelsIn(`${folder}/chosen`)]
      .filter(([index, row]) => row[1] !== WORDS[labels[order[Number(index)]!]!]).length;
    assert.ok(byChosen < 45, `${byChosen} of 600 wrong`);

    // What is known for checking, be it all wrong, changes nothing that is decided.
    const scrambled = order.map((_, index) => `${index},${WORDS[index % 10]}`).join("\n");
    await Deno.writeTextFile(`${folder}/scrambled.csv`, `index,label\n${scrambled}\n`);
    const checked = await run("checked", frames, "--labels", suggestions, "--check", `${folder}/scrambled.csv`);
    assert.match(checked.stdout, /^Checked: 5\d\d of 590 wrong, /m);
    const contents = (out: string) => Deno.readTextFile(`${folder}/${out}/labels.csv`);
    assert.equal(await contents("checked"), await contents("chosen"));

    for (const i of [700, 701]) {
      const { width, height, rgba } = pictureOf(i);
      await Deno.writeFile(`${folder}/${i}.png`, encode({ width, height, data: rgba, channels: 4, depth: 8 }));
    }
    const read = await runTask("predict", [
      `${folder}/700.png`,
      `${folder}/701.png`,
      "--run",
      `${folder}/chosen`,
      ...cache,
    ]);
    assert.equal(read.code, 0, read.stderr);
    const answers = [...read.stdout.matchAll(/^\S+\/(\d+)\.png: (\w+)$/gm)].map(([, i, word]) => [Number(i), word]);
    assert.deepEqual(answers, [700, 701].map((i) => [i, WORDS[labels[i]!]]));
    assert.match(read.stdout, /^By preset graph and the labels given for own pictures$/m);
    assert.doesNotMatch(read.stderr, /their own found first/, "the run left what the search needs");

    await Deno.writeTextFile(`${folder}/one.csv`, "index,label\n1,nought\n");
    const refused = await run("refused", frames, "--labels", `${folder}/one.csv`);
    assert.deepEqual([refused.code, refused.stdout], [1, ""]);
    assert.match(refused.stderr, /found one class alone, nought, wanted labels of at least two, or --classes N\n/);
  });
});
