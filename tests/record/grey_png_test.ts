import assert from "node:assert/strict";
import { crc32, inflateSync } from "node:zlib";
import { greyPng } from "../../lib/record/grey_png.ts";

Deno.test("greyPng() writes every pixel into a PNG whose chunks have sound checksums", () => {
  const pixels = Uint8Array.from({ length: 6 }, (_, i) => 40 * i);
  const file = greyPng(pixels, 3, 2);
  assert.deepEqual([...file.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks: Record<string, Uint8Array> = {};
  const view = new DataView(file.buffer);
  for (let at = 8; at < file.length;) {
    const size = view.getUint32(at);
    const body = file.subarray(at + 4, at + 8 + size);
    assert.equal(view.getUint32(at + 8 + size), crc32(body));
    chunks[new TextDecoder().decode(body.subarray(0, 4))] = body.subarray(4);
    at += 12 + size;
  }
  assert.deepEqual(Object.keys(chunks), ["IHDR", "IDAT", "IEND"]);
  assert.deepEqual([...chunks["IHDR"]!], [0, 0, 0, 3, 0, 0, 0, 2, 8, 0, 0, 0, 0]);
  assert.deepEqual([...inflateSync(chunks["IDAT"]!)], [0, 0, 40, 80, 0, 120, 160, 200]);
});

Deno.test("greyPng() refuses another number of pixels", () => {
  assert.throws(() => greyPng(new Uint8Array(5), 3, 2), {
    name: "RangeError",
    message: /found 5 pixels, wanted 3 x 2/,
  });
});
