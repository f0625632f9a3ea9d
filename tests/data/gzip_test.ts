import assert from "node:assert/strict";
import { gunzipIfCompressed } from "../../lib/data/gzip.ts";
import { concat, gzip, imagesFile } from "./idx_files.ts";

const PLAIN = imagesFile(3);

Deno.test("gunzipIfCompressed() decompresses gzip data and leaves other bytes alone", () => {
  assert.deepEqual(gunzipIfCompressed(gzip(PLAIN), "a.gz"), PLAIN);
  assert.equal(gunzipIfCompressed(PLAIN, "a"), PLAIN);
  assert.deepEqual(gunzipIfCompressed(new Uint8Array(), "a"), new Uint8Array());
});

Deno.test("gunzipIfCompressed() reads a file of several gzip members as one", () => {
  const split = concat(gzip(PLAIN.subarray(0, 100)), gzip(PLAIN.subarray(100)));
  assert.deepEqual(gunzipIfCompressed(split, "a.gz"), PLAIN);
});

Deno.test("gunzipIfCompressed() says that gzip data is truncated, wherever it ends", () => {
  const compressed = gzip(PLAIN);
  for (const length of [2, 5, 10, 100, compressed.length - 8, compressed.length - 1]) {
    assert.throws(() => gunzipIfCompressed(compressed.subarray(0, length), "a.gz"), {
      name: "SyntaxError",
      message: "Decompressing a.gz: found truncated gzip data, wanted all of it",
    }, `${length} bytes`);
  }
});

Deno.test("gunzipIfCompressed() says that gzip data is corrupt: header, body, checksum, length", () => {
  const compressed = gzip(PLAIN);
  for (const place of [2, 3, 40, compressed.length - 7, compressed.length - 2]) {
    const corrupt = compressed.slice();
    corrupt[place]! ^= 0xff;
    assert.throws(() => gunzipIfCompressed(corrupt, "a.gz"), {
      name: "SyntaxError",
      message: /^Decompressing a\.gz: found corrupt gzip data \(.+\), wanted a sound file$/,
    }, `byte ${place}`);
  }
});

Deno.test("gunzipIfCompressed() passes over zeros after the gzip data, of one member or several", () => {
  const split = concat(gzip(PLAIN.subarray(0, 100)), gzip(PLAIN.subarray(100)));
  for (const compressed of [gzip(PLAIN), split]) {
    for (const zeros of [1, 3, 4, 17, 512, 70_000]) {
      assert.deepEqual(gunzipIfCompressed(concat(compressed, new Uint8Array(zeros)), "a.gz"), PLAIN, `${zeros} zeros`);
    }
  }
});

Deno.test("gunzipIfCompressed() refuses other bytes after the gzip data, behind zeros too", () => {
  for (const trailing of [[60, 104, 116, 109, 108, 62], [0, 0, 60], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]]) {
    assert.throws(() => gunzipIfCompressed(concat(gzip(PLAIN), trailing), "a.gz"), {
      name: "SyntaxError",
      message: /^Decompressing a\.gz: found .*trailing bytes, wanted none after the gzip data( but zeros)?$/,
    }, trailing.join());
  }
});
