import assert from "node:assert/strict";
import { encode } from "fast-png";
import { classNames } from "../../lib/pictures/class_names.ts";
import { readGivenLabels } from "../../lib/pictures/given_labels.ts";
import type { PictureSet } from "../../lib/pictures/picture_set.ts";
import { withTemporaryFolder } from "../run/temporary_folder.ts";
import { drawn } from "./drawn_pictures.ts";

function setOf(kind: PictureSet["kind"], names: readonly string[], refused: readonly string[] = []): PictureSet {
  return {
    kind,
    names,
    images: { count: names.length, pixels: new Uint8Array(names.length * 784) },
    refused: refused.map((picture) => ({ picture, reason: "found nothing" })),
    notices: [],
  };
}

/** Labels by index, as a CSV of this text gives them for pictures that would lie in `pics` beside it. */
async function labelsOf(
  text: string | Uint8Array,
  set: PictureSet,
  name = "labels.csv",
): Promise<Record<number, string>> {
  let found = {};
  await withTemporaryFolder(async (dir) => {
    await Deno.writeFile(`${dir}/${name}`, typeof text === "string" ? new TextEncoder().encode(text) : text);
    const { byPicture } = await readGivenLabels([`${dir}/${name}`], "--labels", set, `${dir}/pics`);
    found = Object.fromEntries(byPicture);
  });
  return found;
}

const folder = setOf("folder", ["a/1.png", "a/2.png", "b/1.png", "c.jpg"], ["bad.png"]);

Deno.test("a CSV's columns, separators, quotes and marks do not matter; rows without a label are passed over", async () => {
  const wanted = { 0: "seven, half", 3: "x" };
  for (
    const text of [
      'file,label\na/1.png,"seven, half"\nc.jpg,x\na/2.png,\n',
      '\ufeffLabel;Reason;Picture\r\n"seven, half";why;a/1.png\r\nx;;c.jpg\r\n;;b/1.png\r\n',
      "a/1.png\tseven, half\nc.jpg\tx",
      'index,label\n a/1.png , "seven, half"\n\nc, x\n'.replaceAll(', "', ',"'),
      'file,label\n./a\\1.png,"seven, half"\nc.jpg,x\nbad.png,y\n',
    ]
  ) assert.deepEqual(await labelsOf(text, folder), wanted, text);
  const utf16 = new Uint8Array([0xff, 0xfe, ...[..."file,label\nc.jpg,é"].flatMap((c) => [c.charCodeAt(0), 0])]);
  assert.deepEqual(await labelsOf(utf16, folder), { 3: "é" });
});

Deno.test("a picture may be named by its path from anywhere, by its name alone if no other has it, or by its index in an array", async () => {
  await withTemporaryFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/labels.csv`, `${dir}/pics/a/1.png,one\n2,two\n`);
    const { byPicture } = await readGivenLabels([`${dir}/labels.csv`], "--labels", folder, `${dir}/pics`);
    assert.deepEqual([...byPicture], [[0, "one"], [1, "two"]]);
  });
  const array = setOf("idx", ["0", "2", "3"]);
  assert.deepEqual(await labelsOf("index,label\n2.0,b\n03,c\n", array), { 1: "b", 2: "c" });
  assert.deepEqual(await labelsOf("[[2], [0, 3]]", array, "labels.json"), { 0: "1", 1: "0", 2: "1" });
  await assert.rejects(
    labelsOf("[[1]]", array, "l.json"),
    /found a label for no picture: 1 \(class 0\), wanted the names/,
  );
});

Deno.test("labels of no picture, of several, two for one, and what is no table are refused, saying where", async () => {
  const wanted: [string, RegExp][] = [
    [
      "file,label\nd.png,x\n",
      /labels\.csv: found a label for no picture: d\.png \(row 2\), wanted the names of pictures in .*pics$/,
    ],
    ["1.png,x\n", /found a label for no picture: 1\.png \(row 1, of which there are several\)/],
    ["c.jpg,x\nc,y\n", /found the labels x and y for c\.jpg, wanted one a picture$/],
    ["file,weight\nc.jpg,1\n", /found the columns file, weight, wanted one of picture, .* and one of label, class$/],
    ["file,label\n,x\n", /found at row 2 no picture/],
    ["c.jpg\n", /found at row 1 one column, wanted a picture and a label$/],
    ["[1, 2]", /found at class 0 no array of whole numbers/],
    ["[[1", /found no valid JSON/],
  ];
  for (const [text, message] of wanted) await assert.rejects(labelsOf(text, folder), { message }, text);
  await assert.rejects(
    readGivenLabels(["nowhere.csv"], "--check", folder, "pics"),
    /^Error: Reading --check nowhere\.csv: found no such file/,
  );
});

Deno.test("several files count together, and refused pictures' labels are told", async () => {
  await withTemporaryFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/1.csv`, "c.jpg,x\nbad.png,y\n");
    await Deno.writeTextFile(`${dir}/2.csv`, "b/1.png,y\nc.jpg,x\n");
    const found = await readGivenLabels([`${dir}/1.csv`, `${dir}/2.csv`], "--labels", folder, `${dir}/pics`);
    assert.deepEqual([[...found.byPicture], found.ofRefused], [[[3, "x"], [2, "y"]], 1]);
  });
});

Deno.test("subfolders named by class label what lies in them; those beside the pictures are added", async () => {
  const set = setOf("folder", ["known/cat/1.png", "known/dog/more/2.png", "3.png"]);
  await withTemporaryFolder(async (dir) => {
    await Deno.mkdir(`${dir}/pics/known/cat`, { recursive: true });
    const inside = await readGivenLabels([`${dir}/pics/known`], "--labels", set, `${dir}/pics`);
    assert.deepEqual([...inside.byPicture], [[0, "cat"], [1, "dog"]]);
    assert.equal(inside.pictures, set);

    const image = Uint8Array.from(
      { length: 784 },
      (_, at) => Math.abs(at % 28 - 14) < 2 && at > 100 && at < 600 ? 255 : 0,
    );
    const { width, height, rgba } = drawn(image, { scale: 2 });
    await Deno.mkdir(`${dir}/beside/emu`, { recursive: true });
    await Deno.writeFile(`${dir}/beside/emu/9.png`, encode({ width, height, data: rgba, channels: 4, depth: 8 }));
    const beside = await readGivenLabels([`${dir}/beside`, `${dir}/pics/known`], "--labels", set, `${dir}/pics`);
    assert.deepEqual([...beside.byPicture], [[3, "emu"], [0, "cat"], [1, "dog"]]);
    assert.deepEqual(beside.pictures.names.at(-1), "../beside/emu/9.png");
    assert.equal(beside.pictures.images.count, 4);
    assert.ok(beside.pictures.images.pixels.subarray(3 * 784).some((value) => value > 0));

    await assert.rejects(
      readGivenLabels([`${dir}/pics/known/cat`], "--labels", set, `${dir}/pics`),
      /found no picture in a subfolder of it/,
    );
    await assert.rejects(
      readGivenLabels([`${dir}/beside`], "--labels", setOf("npy", ["0"]), `${dir}/x.npy`),
      /found a folder, wanted a file of indices/,
    );
  });
});

Deno.test("classes are ordered by number, or by their characters", () => {
  assert.deepEqual(classNames(["10", "9", "9", "0"]), ["0", "9", "10"]);
  assert.deepEqual(classNames(["b", "10", "9", "a"]), ["10", "9", "a", "b"]);
});
