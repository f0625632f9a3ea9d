import assert from "node:assert/strict";
import { decodePicture } from "../../lib/pictures/decode_picture.ts";
import { greyPng } from "../../lib/record/grey_png.ts";
import { painted } from "./drawn_pictures.ts";
import { concat } from "../data/idx_files.ts";
import { jpegFile } from "./jpeg_file.ts";
import { bigEndian, CHANNELS, chunk, pngFile } from "./png_files.ts";

const pixelsOf = ({ rgba }: { rgba: Uint8Array }) =>
  Array.from({ length: rgba.length / 4 }, (_, i) => [...rgba.subarray(4 * i, 4 * i + 4)]);

/** Deterministic and without a pattern that a wrong order of pixels would keep. */
const mixed = (i: number, below: number) =>
  Math.floor(((Math.sin(12.9898 * (i + 1)) * 43_758.5453) % 1 + 1) % 1 * below);

for (const [colourType, depths] of [[0, [1, 2, 4, 8, 16]], [2, [8, 16]], [4, [8, 16]], [6, [8, 16]]] as const) {
  Deno.test(`decodePicture() reads PNGs of colour type ${colourType}, of every depth, interlaced or not, with a clear colour or not`, async () => {
    const channels = CHANNELS[colourType]!;
    for (const depth of depths) {
      for (const [width, height] of [[13, 11], [1, 1], [3, 9]] as const) {
        const samples = Array.from({ length: width * height * channels }, (_, i) => mixed(i, 2 ** depth));
        const clear = colourType < 3 ? samples.slice(0, channels) : undefined;
        for (const [interlaced, isClear] of [[false, false], [true, false], [false, true], [true, true]] as const) {
          if (isClear && clear === undefined) continue;
          const before = isClear ? [chunk("tRNS", clear!.flatMap((sample) => bigEndian(sample, 2)))] : [];
          const file = pngFile({ width, height, depth, colourType, interlaced, samples, before });
          const wanted = Array.from({ length: width * height }, (_, i) => {
            const own = samples.slice(i * channels, (i + 1) * channels);
            const scaled = own.map((sample) => 255 * sample / (2 ** depth - 1));
            const opaque = isClear && own.join() === clear!.join() ? 0 : 255;
            const [first, second, third] = channels > 2 ? scaled : [scaled[0], scaled[0], scaled[0]];
            return [first!, second!, third!, channels % 2 === 0 ? scaled.at(-1)! : opaque];
          });
          const picture = await decodePicture(file, "file");
          assert.deepEqual([picture.width, picture.height], [width, height]);
          // Of 16 bits some decoders round and some take the upper eight.
          pixelsOf(picture).flat().forEach((value, i) =>
            assert.ok(
              Math.abs(value - wanted.flat()[i]!) < 1,
              `${depth} bits, interlaced ${interlaced}, clear ${isClear}`,
            )
          );
        }
      }
    }
  });
}

Deno.test("decodePicture() reads PNGs of 1 to 8 bits with a palette, interlaced or not, with see-through colours", async () => {
  for (const depth of [1, 2, 4, 8]) {
    const colours = Math.max(2, 2 ** depth - 3);
    const palette = Array.from({ length: colours }, (_, i) => [0, 1, 2].map((part) => mixed(7 * i + part, 256)));
    const opacities = Array.from({ length: Math.ceil(colours / 2) }, (_, i) => mixed(900 + i, 256));
    const samples = Array.from({ length: 13 * 11 }, (_, i) => mixed(i, colours));
    for (const interlaced of [false, true]) {
      const before = [chunk("PLTE", palette.flat()), chunk("tRNS", opacities)];
      const file = pngFile({ width: 13, height: 11, depth, colourType: 3, interlaced, samples, before });
      const wanted = samples.map((sample) => [...palette[sample]!, opacities[sample] ?? 255]);
      assert.deepEqual(pixelsOf(await decodePicture(file, "file")), wanted, `${depth} bits, interlaced ${interlaced}`);
    }
  }
});

Deno.test("decodePicture() reads what the report's own pictures are written as", async () => {
  const written = await decodePicture(greyPng(Uint8Array.of(0, 50, 100, 255), 2, 2), "file");
  assert.deepEqual([written.width, written.height], [2, 2]);
  assert.deepEqual(pixelsOf(written).map(([grey]) => grey), [0, 50, 100, 255]);
});

const COLOURS = [[200, 40, 30], [30, 180, 60], [40, 60, 210], [250, 250, 250]];
const GREYS = [90, 90, 103, 250].map((grey) => [grey, grey, grey]);

for (
  const [name, wanted] of [
    ...["sampled", "progressive", "restart", "arithmetic", "rgb", "rgb-by-names", "cmyk", "ycck"]
      .map((name) => [name, COLOURS] as const),
    ["grey", GREYS] as const,
  ]
) {
  Deno.test(`decodePicture() reads the colours of a JPEG: ${name}`, async () => {
    const file = await Deno.readFile(new URL(`../fixtures/pictures/${name}.jpg`, import.meta.url));
    const { width, height, rgba } = await decodePicture(file, "file");
    assert.deepEqual([width, height], [24, 16]);
    const found = [[4, 4], [19, 4], [4, 12], [19, 12]].map((
      [x, y],
    ) => [...rgba.subarray(4 * (y! * 24 + x!), 4 * (y! * 24 + x!) + 4)]);
    const distance = Math.max(
      ...found.flatMap((pixel, i) => [...wanted[i]!, 255].map((part, c) => Math.abs(part - pixel[c]!))),
    );
    assert.ok(distance <= 8, `${found.join("; ")}`);
  });
}

const { width: WIDTH, height: HEIGHT, rgba: HALVES } = painted(
  16,
  8,
  (x) => [...new Array<number>(3).fill(x < 8 ? 0 : 255), 255],
);

/** A JPEG, dark on its left half, 16x8 pixels. */
const JPEG = await jpegFile({ width: WIDTH, height: HEIGHT, rgba: HALVES }, 95);

/** The same as a PNG. */
function png(chunks: { readonly before?: readonly Uint8Array[]; readonly after?: readonly Uint8Array[] }): Uint8Array {
  return pngFile({ width: WIDTH, height: HEIGHT, depth: 8, colourType: 6, samples: [...HALVES], ...chunks });
}

/** An Exif note on how to turn a picture, in either byte order. */
function note(orientation: number, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 + 2 + 12 + 4));
  view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, 8, littleEndian);
  view.setUint16(8, 1, littleEndian);
  view.setUint16(10, 0x0112, littleEndian);
  view.setUint16(12, 3, littleEndian);
  view.setUint32(14, 1, littleEndian);
  view.setUint16(18, orientation, littleEndian);
  return new Uint8Array(view.buffer);
}

/** A JPEG with a note, before which stand some of the bytes that may fill the space between markers. */
function jpegWith(note: Uint8Array, fill: number, after = 2): Uint8Array {
  const body = concat(new TextEncoder().encode("Exif\0\0"), note);
  const marker = concat(new Array<number>(fill).fill(0xff), [0xff, 0xe1], bigEndian(body.length + 2, 2), body);
  return concat(JPEG.subarray(0, after), marker, JPEG.subarray(after));
}

Deno.test("decodePicture() turns JPEGs and PNGs as their Exif notes say, wherever the note stands", async () => {
  const dark = async (bytes: Uint8Array) => {
    const { width, height, rgba } = await decodePicture(bytes, "file");
    const at = (x: number, y: number) => rgba[4 * (y * width + x)]! < 128;
    const [right, bottom] = [width - 1, height - 1];
    return [width, height, at(0, 0), at(right, 0), at(0, bottom), at(right, bottom)];
  };
  const asItIs = [16, 8, true, false, true, false];
  assert.deepEqual(await dark(JPEG), asItIs);
  assert.deepEqual(await dark(png({})), asItIs);
  // JFIF's own marker comes first, as its standard wants it.
  const afterJfif = 4 + JPEG[4]! * 256 + JPEG[5]!;
  for (const littleEndian of [true, false]) {
    const wanted = [
      [1, asItIs],
      [3, [16, 8, false, true, false, true]],
      [6, [8, 16, true, true, false, false]],
      [8, [8, 16, false, false, true, true]],
      [77, asItIs],
    ] as const;
    for (const [orientation, corners] of wanted) {
      const exif = note(orientation, littleEndian);
      const files = [
        ...[0, 1, 5].flatMap((fill) => [jpegWith(exif, fill), jpegWith(exif, fill, afterJfif)]),
        png({ before: [chunk("eXIf", exif)] }),
        png({ after: [chunk("eXIf", exif)] }),
      ];
      for (const [i, file] of files.entries()) {
        assert.deepEqual(await dark(file), corners, `orientation ${orientation}, file ${i}`);
      }
    }
  }
});

Deno.test("decodePicture() reads a JPEG without its last mark, one with more behind it, and a PNG with more behind it", async () => {
  const whole = await decodePicture(JPEG, "file");
  assert.deepEqual(await decodePicture(JPEG.subarray(0, -2), "file"), whole);
  assert.deepEqual(await decodePicture(concat(JPEG, [1, 2, 3]), "file"), whole);
  assert.deepEqual(await decodePicture(concat(png({}), [1, 2, 3]), "file"), await decodePicture(png({}), "file"));
});

Deno.test("decodePicture() says what a file is that it cannot read", async () => {
  const sound = greyPng(new Uint8Array(100), 10, 10);
  const damaged = sound.slice();
  damaged[45]! ^= 1;
  const huge = sound.slice();
  new DataView(huge.buffer).setUint32(16, 100_000);
  new DataView(huge.buffer).setUint32(20, 100_000);
  const hugeJpeg = JPEG.slice();
  const frame = JPEG.findIndex((byte, i) => byte === 0xff && JPEG[i + 1] === 0xc0);
  hugeJpeg.set([0xea, 0x60, 0xea, 0x60], frame + 5);
  const hierarchical = JPEG.with(frame + 1, 0xc5);
  const cases: [Uint8Array, string, RegExp][] = [
    [
      new TextEncoder().encode("no picture at all, only text"),
      "SyntaxError",
      /no picture that can be read, wanted a PNG/,
    ],
    [new Uint8Array(), "SyntaxError", /no picture that can be read/],
    [sound.subarray(0, 60), "SyntaxError", /a damaged picture \(.*\), wanted a whole PNG or JPEG$/],
    [damaged, "SyntaxError", /a damaged picture/],
    ...[20, 100, 149, 153].map((length): [Uint8Array, string, RegExp] => [
      JPEG.subarray(0, length),
      "SyntaxError",
      /a damaged picture/,
    ]),
    [JPEG.subarray(0, -4), "SyntaxError", /a damaged picture \(.*premature end of data segment\), wanted/],
    [hierarchical, "SyntaxError", /found a kind of picture that cannot be read \(Unsupported JPEG process/],
    [hugeJpeg, "RangeError", /found one of 60000x60000, wanted at most 64 million pixels$/],
    [huge, "RangeError", /found one of 100000x100000, wanted at most 64 million pixels$/],
  ];
  for (const [bytes, name, message] of cases) {
    await assert.rejects(decodePicture(bytes, "some/file"), (error: Error) => {
      assert.equal(error.name, name, error.message);
      assert.match(error.message, /^Reading some\/file: found /);
      assert.match(error.message, message);
      return true;
    });
  }
});
