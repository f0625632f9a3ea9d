import assert from "node:assert/strict";
import { encode } from "fast-png";
import { readPictureSet } from "../../lib/pictures/read_picture_set.ts";
import { decodeFrames, encodeFrames } from "../../lib/pictures/frames_npy.ts";
import { framePictures } from "../../lib/pictures/frame_pictures.ts";
import { prepareDigit } from "../../lib/pictures/prepare_digit.ts";
import type { Picture } from "../../lib/pictures/picture.ts";
import { withTemporaryFolder } from "../run/temporary_folder.ts";
import { drawn } from "./drawn_pictures.ts";
import { encodeNpy } from "../data/encode_npy.ts";
import { concat, gzip, header } from "../data/idx_files.ts";
import { jpegFile } from "./jpeg_file.ts";

const WHITE = [255, 255, 255, 255];
const BLACK = [0, 0, 0, 255];

/** A ring of ink in a frame. */
const ring = Uint8Array.from({ length: 784 }, (_, at) => {
  const radius = Math.hypot(at % 28 - 14, (Math.floor(at / 28) - 14) / 1.3);
  return Math.abs(radius - 6) < 1.5 ? 255 : 0;
});
const png = ({ width, height, rgba }: Picture) => encode({ width, height, data: rgba, channels: 4, depth: 8 });

Deno.test("a folder's pictures are found in subfolders too, in the order of their numbers, and one that is damaged is named", async () => {
  await withTemporaryFolder(async (dir) => {
    const light = drawn(ring, { scale: 3, margin: 11, background: WHITE, ink: BLACK });
    await Deno.mkdir(`${dir}/more/deep`, { recursive: true });
    await Deno.mkdir(`${dir}/.hidden`);
    await Deno.writeFile(`${dir}/10.png`, png(drawn(ring, { scale: 2, margin: 3 })));
    await Deno.writeFile(`${dir}/9.PNG`, png(light));
    await Deno.writeFile(`${dir}/more/deep/photo.jpeg`, await jpegFile(light, 90));
    await Deno.writeFile(`${dir}/more/blank.png`, png(drawn(new Uint8Array(784))));
    await Deno.writeTextFile(`${dir}/more/damaged.jpg`, "no picture");
    await Deno.writeTextFile(`${dir}/notes.txt`, "no picture either, and no matter");
    await Deno.writeFile(`${dir}/.hidden/11.png`, png(light));
    const { kind, names, images, refused } = await readPictureSet(dir);
    assert.equal(kind, "folder");
    assert.deepEqual(names, ["9.PNG", "10.png", "more/deep/photo.jpeg"]);
    assert.deepEqual(refused.map(({ picture }) => picture), ["more/blank.png", "more/damaged.jpg"]);
    assert.match(refused[0]!.reason, /^found a blank picture/);
    assert.match(refused[1]!.reason, /^found no picture that can be read, wanted a PNG or a JPEG$/);
    assert.equal(images.count, 3);
    assert.deepEqual(images.pixels.subarray(0, 784), prepareDigit(light, ""));
    const centre = (at: number) => images.pixels[at * 784 + 14 * 28 + 14]!;
    assert.deepEqual(
      [0, 1, 2].map(centre).filter((value) => value > 60),
      [],
      "ink is light on dark, the ring's middle dark",
    );
  });
});

Deno.test("pictures are the same from workers as from here", async () => {
  await withTemporaryFolder(async (dir) => {
    const names = Array.from({ length: 70 }, (_, i) => `${i}.png`);
    const bytes = [0, 1, 2].map((margin) => png(drawn(ring, { margin })));
    for (const [i, name] of names.entries()) await Deno.writeFile(`${dir}/${name}`, bytes[i % 3]!);
    await Deno.writeTextFile(`${dir}/7.png`, "");
    const here = await framePictures(dir, names, () => {}, 1);
    const told: number[] = [];
    assert.deepEqual(await framePictures(dir, names, (done) => told.push(done), 2), here);
    assert.equal(told.at(-1), 70);
    assert.ok("reason" in here[7]!);
  });
});

Deno.test("arrays: IDX and NumPy of any size, bytes, floats, pale, light ground; frames of 28x28 stay as they are", async () => {
  await withTemporaryFolder(async (dir) => {
    const other = ring.map((value) => value === 255 ? 200 : 3);
    const both = concat(ring, other);
    const files: Record<string, Uint8Array> = {
      "plain.idx": concat(header(8, 3, 2, 28, 28), both),
      "packed.gz": gzip(concat(header(8, 3, 2, 28, 28), both)),
      "bytes.npy": encodeNpy("<i8", [2, 28, 28], both),
      "floats.npy": encodeNpy("<f4", [2, 28, 28, 1], Array.from(both, (value) => value / 255)),
    };
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(`${dir}/${name}`, bytes);
      const { kind, names, images, notices } = await readPictureSet(`${dir}/${name}`);
      assert.deepEqual([kind, names, notices], [name.endsWith(".npy") ? "npy" : "idx", ["0", "1"], []], name);
      assert.deepEqual(Array.from(images.pixels), Array.from(both), name);
    }
    const odd: [name: string, bytes: Uint8Array, notice: RegExp][] = [
      [
        "light.idx",
        concat(header(8, 3, 2, 28, 28), both.map((value) => 255 - value)),
        /^The pictures are dark on light ground: all were inverted$/,
      ],
      [
        "pale.npy",
        encodeNpy("|i1", [2, 28, 28], both.map((value) => Math.floor(value / 16))),
        /^Pixels of the pictures end at 15: all were stretched to 255$/,
      ],
    ];
    for (const [name, bytes, notice] of odd) {
      await Deno.writeFile(`${dir}/${name}`, bytes);
      const { images, notices } = await readPictureSet(`${dir}/${name}`);
      assert.match(notices.join(), notice);
      assert.ok(images.pixels.every((value, at) => Math.abs(value - both[at]!) < 16), name);
    }
    // Sixteen pixels square, a blank one among them.
    const small = Uint8Array.from(
      { length: 256 },
      (_, at) => Math.abs(at % 16 - 8) < 2 && at > 40 && at < 220 ? 255 : 0,
    );
    await Deno.writeFile(`${dir}/small.idx`, concat(header(8, 3, 3, 16, 16), small, new Uint8Array(256), small));
    const { names, refused, images } = await readPictureSet(`${dir}/small.idx`);
    assert.deepEqual([names, refused.map(({ picture }) => picture)], [["0", "2"], ["1"]]);
    assert.deepEqual(images.pixels.subarray(0, 784), images.pixels.subarray(784));
  });
});

Deno.test("what holds no pictures is refused with what was wanted", async () => {
  await withTemporaryFolder(async (dir) => {
    await Deno.mkdir(`${dir}/empty`);
    await Deno.mkdir(`${dir}/bad`);
    await Deno.writeTextFile(`${dir}/bad/1.png`, "x");
    await Deno.writeFile(`${dir}/flat.npy`, encodeNpy("<f4", [2, 784], new Float32Array(1568)));
    await Deno.writeFile(`${dir}/wide.npy`, encodeNpy("<f4", [1, 1, 2], [0.5, 7]));
    await Deno.writeFile(`${dir}/labels.idx`, concat(header(8, 1, 2), [1, 2]));
    const wanted: [string, RegExp][] = [
      ["nowhere", /found nothing of that name, wanted a folder of PNG and JPEG files, an IDX or a \.npy file$/],
      ["empty", /found no PNG and no JPEG file, wanted some, in subfolders too$/],
      ["bad", /found none that can be used \(1\.png: found no picture that can be read.*\), wanted at least one$/],
      ["flat.npy", /found the shape \(2, 784\), wanted \[N, H, W\] or \[N, H, W, 1\], none of them 0$/],
      ["wide.npy", /found 7 at element 1, wanted floats from 0 to 1, or whole numbers from 0 to 255$/],
      ["labels.idx", /found 1 dimension, wanted 3 for images$/],
    ];
    for (const [name, message] of wanted) await assert.rejects(readPictureSet(`${dir}/${name}`), { message });
  });
});

Deno.test("frames are read back from the .npy file that they are written to", () => {
  const images = { count: 2, pixels: concat(ring, ring.map((value) => value >> 1)) };
  const bytes = encodeFrames(images);
  assert.equal((bytes.length - 2 * 784) % 64, 0);
  assert.deepEqual(decodeFrames(bytes, "frames.npy"), { count: 2, pixels: images.pixels });
  assert.throws(() => decodeFrames(encodeNpy("<f4", [1, 1, 1], [1]), "x.npy"), /found pictures of 1x1, wanted 28x28$/);
});

Deno.test("of an array a picture that its ink fills is fitted as the others are; where many have no ground, they are photographs", async () => {
  await withTemporaryFolder(async (dir) => {
    const bar = Uint8Array.from({ length: 256 }, (_, at) => Math.abs(at % 16 - 8) < 2 ? 255 : 0);
    // A nought that runs along its picture's edges.
    const filled = Uint8Array.from({ length: 256 }, (_, at) => {
      const [x, y] = [at % 16, Math.floor(at / 16)];
      return Math.min(x, y, 15 - x, 15 - y) < 2 ? 255 : 0;
    });
    const pictures = (few: number) => Array.from({ length: 20 }, (_, i) => i < few ? filled : bar);
    const read = async (few: number) => {
      await Deno.writeFile(`${dir}/some.idx`, concat(header(8, 3, 20, 16, 16), ...pictures(few)));
      return await readPictureSet(`${dir}/some.idx`);
    };
    const { images, refused } = await read(2);
    assert.deepEqual([images.count, refused], [20, []]);
    const inkIn = (i: number) => images.pixels.subarray(i * 784, (i + 1) * 784).filter((value) => value > 127).length;
    // The nought's ring in twenty pixels square; the bar is as high, and three of sixteen pixels wide.
    assert.ok(inkIn(0) > 150 && inkIn(0) < 220, `${inkIn(0)}`);
    assert.equal(inkIn(19), 4 * 20);
    assert.match((await read(8)).refused[0]!.reason, /wanted one digit on a plain background$/);
  });
});

Deno.test("too many pictures are refused before any is looked at", async () => {
  await withTemporaryFolder(async (dir) => {
    // One pixel each, so that the file is small.
    await Deno.writeFile(`${dir}/many.idx`, concat(header(8, 3, 500_001, 1, 1), new Uint8Array(500_001)));
    await assert.rejects(
      readPictureSet(`${dir}/many.idx`, () => assert.fail("one was looked at")),
      /many\.idx: found 500001 pictures, wanted at most 500000$/,
    );
    const small = encodeFrames({ count: 3, pixels: new Uint8Array(3 * 784) });
    await Deno.writeFile(`${dir}/few.npy`, small);
    const asked: number[] = [];
    const refusing = readPictureSet(`${dir}/few.npy`, () => assert.fail("one was looked at"), (count) => {
      asked.push(count);
      throw new RangeError("no room");
    });
    await assert.rejects(refusing, /no room/);
    assert.deepEqual(asked, [3]);
  });
});
