import assert from "node:assert/strict";
import fc from "fast-check";
import { decodePart, encodePart } from "../../lib/run/part_file.ts";

const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double(),
  fc.string({ unit: "grapheme" }),
  fc.float32Array(),
  fc.uint8Array(),
  fc.int32Array(),
  fc.uint32Array(),
);
const { plain } = fc.letrec((tie) => ({
  plain: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("plain"), { maxLength: 4 }),
    fc.array(fc.double(), { maxLength: 4 }),
    fc.dictionary(fc.string().filter((key) => !/^\$|^__proto__$/.test(key)), tie("plain"), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    fc.array(fc.tuple(fc.string(), tie("plain")), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
}));

Deno.test("decodePart() gives back what encodePart() was given, to the last bit", () => {
  fc.assert(
    fc.property(plain!, (value) => {
      assert.deepEqual(decodePart(encodePart(value))?.value, value);
    }),
    { numRuns: 200 },
  );
});

Deno.test("encodePart() leaves undefined properties out and refuses what is no plain data", () => {
  assert.deepEqual(decodePart(encodePart({ a: undefined, b: 1 }))?.value, { b: 1 });
  for (
    const value of [
      undefined,
      [undefined],
      () => 1,
      1n,
      new Date(0),
      new Float64Array(1),
      { $f32: "0" },
      new Set(),
    ]
  ) {
    assert.throws(() => encodePart(value), /^TypeError: Keeping a step of a run: found .*, wanted plain data$/);
  }
});

Deno.test("decodePart() takes no file of which a byte is changed, missing or too many", () => {
  const bytes = encodePart({ name: "a step", losses: [0.1, -0, NaN], values: Float32Array.of(1, 2, 3) });
  const wanted = decodePart(bytes)!;
  for (let length = 0; length < bytes.length; length += 7) {
    assert.equal(decodePart(bytes.subarray(0, length)), undefined, `${length} bytes`);
  }
  assert.equal(decodePart(new Uint8Array([...bytes, 0])), undefined);
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice();
    damaged[at] = damaged[at]! ^ 1;
    const found = decodePart(damaged);
    // A space among the header's padding may become another that JSON passes over, which changes nothing.
    if (found !== undefined) assert.deepEqual(found, wanted, `byte ${at}`);
  }
  const last = bytes.slice();
  last[bytes.length - 1] = 1;
  assert.equal(decodePart(last), undefined, "a value");
});
