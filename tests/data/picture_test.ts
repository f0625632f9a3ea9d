import assert from "node:assert/strict";
import { encode } from "fast-png";
import jpeg from "jpeg-js";
import { decodePicture } from "../../lib/data/picture.ts";
import { greyPng } from "../../lib/run/grey_png.ts";
import { painted } from "./drawn_pictures.ts";

const pixelsOf = ({ rgba }: { rgba: Uint8Array }) =>
  Array.from({ length: rgba.length / 4 }, (_, i) => [...rgba.subarray(4 * i, 4 * i + 4)]);

Deno.test("decodePicture() reads PNGs of grey, colour, opacity, 16 bits and palettes", () => {
  const decode = (image: Parameters<typeof encode>[0]) => decodePicture(encode({ depth: 8, ...image }), "file");
  const size = { width: 2, height: 1 };
  assert.deepEqual(pixelsOf(decode({ ...size, channels: 1, data: Uint8Array.of(7, 200) })), [[7, 7, 7, 255], [
    200,
    200,
    200,
    255,
  ]]);
  assert.deepEqual(pixelsOf(decode({ ...size, channels: 2, data: Uint8Array.of(7, 1, 200, 2) })), [[7, 7, 7, 1], [
    200,
    200,
    200,
    2,
  ]]);
  assert.deepEqual(pixelsOf(decode({ ...size, channels: 3, data: Uint8Array.of(1, 2, 3, 4, 5, 6) })), [
    [1, 2, 3, 255],
    [4, 5, 6, 255],
  ]);
  assert.deepEqual(pixelsOf(decode({ ...size, channels: 4, data: Uint8Array.of(1, 2, 3, 9, 4, 5, 6, 8) })), [
    [1, 2, 3, 9],
    [4, 5, 6, 8],
  ]);
  const deep = { ...size, depth: 16 as const, channels: 1, data: Uint16Array.of(65_535, 257 * 3) };
  assert.deepEqual(pixelsOf(decode(deep)), [[255, 255, 255, 255], [3, 3, 3, 255]]);
  const written = decodePicture(greyPng(Uint8Array.of(0, 50, 100, 255), 2, 2), "file");
  assert.deepEqual([written.width, written.height], [2, 2]);
  assert.deepEqual(pixelsOf(written).map(([grey]) => grey), [0, 50, 100, 255]);
});

Deno.test("decodePicture() reads greys of one bit, and a palette with see-through colours", () => {
  // Both made by Pillow: 9x2 pixels in bits, 3x1 pixels in colours 0, 1, 2 of which 1 is clear.
  const bits = "iVBORw0KGgoAAAANSUhEUgAAAAkAAAACAQAAAACiLct+AAAADklEQVR4nGPceJ6pnwEAB+ECE4EohGUAAAAASUVORK5CYII=";
  const picture = decodePicture(Uint8Array.fromBase64(bits), "file");
  assert.deepEqual([picture.width, picture.height], [9, 2]);
  assert.deepEqual(pixelsOf(picture).map(([grey]) => grey), [
    255,
    0,
    255,
    255,
    0,
    0,
    0,
    255,
    255,
    0,
    255,
    0,
    0,
    0,
    0,
    0,
    0,
    255,
  ]);
  const palette = decodePicture(
    Uint8Array.fromBase64(
      "iVBORw0KGgoAAAANSUhEUgAAAAMAAAABAgMAAABmjvwnAAAACVBMVEX/AAAA/wAAAP8tSs2KAAAAAnRSTlP/AOW3MEoAAAAKSURBVHicY5AAAAAaABktiPQ2AAAAAElFTkSuQmCC",
    ),
    "file",
  );
  assert.deepEqual(pixelsOf(palette), [[255, 0, 0, 255], [0, 255, 0, 0], [0, 0, 255, 255]]);
});

/** A JPEG, dark on its left half, 16x8 pixels. */
function halves(): Uint8Array {
  const { width, height, rgba } = painted(16, 8, (x) => [...new Array<number>(3).fill(x < 8 ? 0 : 255), 255]);
  return new Uint8Array(jpeg.encode({ width, height, data: rgba }, 95).data);
}

/** The same with an Exif note on how to turn it, in either byte order. */
function turned(orientation: number, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 + 6 + 8 + 2 + 12));
  view.setUint16(0, 0xffe1);
  view.setUint16(2, view.byteLength - 2);
  view.setUint32(4, 0x45786966);
  view.setUint16(10, littleEndian ? 0x4949 : 0x4d4d);
  view.setUint16(12, 42, littleEndian);
  view.setUint32(14, 8, littleEndian);
  view.setUint16(18, 1, littleEndian);
  view.setUint16(20, 0x0112, littleEndian);
  view.setUint16(22, 3, littleEndian);
  view.setUint32(24, 1, littleEndian);
  view.setUint16(28, orientation, littleEndian);
  const bytes = halves();
  return Uint8Array.from([...bytes.subarray(0, 2), ...new Uint8Array(view.buffer), ...bytes.subarray(2)]);
}

Deno.test("decodePicture() reads JPEGs, turned as their Exif note says", () => {
  const dark = (bytes: Uint8Array) => {
    const { width, height, rgba } = decodePicture(bytes, "file");
    const at = (x: number, y: number) => rgba[4 * (y * width + x)]! < 128;
    const [right, bottom] = [width - 1, height - 1];
    return [width, height, at(0, 0), at(right, 0), at(0, bottom), at(right, bottom)];
  };
  const asItIs = [16, 8, true, false, true, false];
  assert.deepEqual(dark(halves()), asItIs);
  for (const littleEndian of [true, false]) {
    assert.deepEqual(dark(turned(1, littleEndian)), asItIs);
    assert.deepEqual(dark(turned(3, littleEndian)), [16, 8, false, true, false, true]);
    assert.deepEqual(dark(turned(6, littleEndian)), [8, 16, true, true, false, false]);
    assert.deepEqual(dark(turned(8, littleEndian)), [8, 16, false, false, true, true]);
    assert.deepEqual(dark(turned(77, littleEndian)), asItIs);
  }
});

Deno.test("decodePicture() says what a file is that it cannot read", () => {
  const png = greyPng(new Uint8Array(100), 10, 10);
  const damaged = png.slice();
  damaged[45]! ^= 1;
  const huge = png.slice();
  new DataView(huge.buffer).setUint32(16, 100_000);
  new DataView(huge.buffer).setUint32(20, 100_000);
  const cases: [Uint8Array, string, RegExp][] = [
    [
      new TextEncoder().encode("no picture at all, only text"),
      "SyntaxError",
      /no picture that can be read, wanted a PNG/,
    ],
    [new Uint8Array(), "SyntaxError", /no picture that can be read/],
    [png.subarray(0, 60), "SyntaxError", /a damaged picture \(.*\), wanted a whole PNG or JPEG$/],
    [damaged, "SyntaxError", /a damaged picture/],
    [halves().subarray(0, 300), "SyntaxError", /a damaged picture/],
    [huge, "RangeError", /found one of 100000x100000, wanted at most 64 million pixels$/],
  ];
  for (const [bytes, name, message] of cases) {
    assert.throws(() => decodePicture(bytes, "some/file"), (error: Error) => {
      assert.equal(error.name, name, error.message);
      assert.match(error.message, /^Reading some\/file: found /);
      assert.match(error.message, message);
      return true;
    });
  }
});
