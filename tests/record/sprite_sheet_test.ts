import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import { packSprites, SpriteSheet } from "../../lib/record/sprite_sheet.ts";

/** Grey pixels of a PNG as `greyPng` writes it: one IDAT, no filter. */
function pixelsOf(pngBase64: string): { width: number; height: number; at: (x: number, y: number) => number } {
  const bytes = Uint8Array.fromBase64(pngBase64);
  const view = new DataView(bytes.buffer);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const rows = inflateSync(bytes.subarray(41, 41 + view.getUint32(33)));
  return { width, height, at: (x, y) => rows[y * (width + 1) + 1 + x]! };
}

const picture = (grey: number, corner: number) => {
  const pixels = new Uint8Array(784).fill(grey);
  pixels[0] = corner;
  return pixels;
};

Deno.test("packSprites() puts pictures side by side in rows, in sixteen greys", () => {
  const sheet = packSprites([picture(0, 255), picture(100, 0), picture(255, 17)], 2);
  assert.deepEqual([sheet.columns, sheet.rows], [2, 2]);
  const { width, height, at } = pixelsOf(sheet.pngBase64);
  assert.deepEqual([width, height], [56, 56]);
  assert.deepEqual([at(0, 0), at(1, 0), at(27, 27)], [255, 0, 0]);
  assert.deepEqual([at(28, 0), at(29, 0), at(55, 27)], [0, 102, 102]);
  assert.deepEqual([at(0, 28), at(27, 55)], [17, 255]);
  assert.equal(at(28, 28), 0, "no picture");
});

Deno.test("packSprites() keeps a sheet as narrow as its pictures, and refuses none", () => {
  assert.equal(packSprites([picture(1, 2)], 20).columns, 1);
  assert.throws(() => packSprites([], 20), /found none, wanted at least one/);
});

Deno.test("a sheet whose picture has another size, or is none, is refused", () => {
  const sheet = packSprites([picture(0, 255), picture(100, 0)], 2);
  assert.ok(SpriteSheet.safeParse(sheet).success);
  for (
    const change of [
      { rows: 2 },
      { columns: 1 },
      { columns: 0 },
      { pngBase64: "aGVsbG8=" },
      { pngBase64: '"><script>' },
      { pngBase64: btoa("GIF89a".padEnd(40, "x")) },
    ]
  ) assert.ok(!SpriteSheet.safeParse({ ...sheet, ...change }).success, JSON.stringify(change));
});
