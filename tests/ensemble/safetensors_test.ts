import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeSafetensors, encodeSafetensors, mergeTensorFiles } from "../../lib/ensemble/safetensors.ts";

/** A file put together by hand, as the format's description has it. */
function fileOf(header: string, data: readonly number[] = [], length = header.length): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 + header.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  bytes.set(data, 8 + header.length);
  return bytes;
}

const ONE = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
/** 1.5 in little-endian float32. */
const ONE_AND_A_HALF = [0, 0, 0xc0, 0x3f];

Deno.test("encodeSafetensors() writes the layout of the format's description, byte for byte", () => {
  const tensors = new Map([
    ["b", { shape: [2, 1], values: Float32Array.of(1.5, -2) }],
    ["0", { shape: [], values: Float32Array.of(0.5) }],
  ]);
  const bytes = encodeSafetensors({ metadata: { note: "ä" }, tensors });
  const json = '{"__metadata__":{"note":"ä"},"b":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},' +
    '"0":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}';
  const header = new TextEncoder().encode(json);
  const padded = Math.ceil(header.length / 8) * 8;
  assert.deepEqual([...bytes.subarray(0, 8)], [padded, 0, 0, 0, 0, 0, 0, 0]);
  assert.equal(
    new TextDecoder().decode(bytes.subarray(8, 8 + padded)),
    json.padEnd(json.length + padded - header.length),
  );
  assert.deepEqual([...bytes.subarray(8 + padded)], [...ONE_AND_A_HALF, 0, 0, 0, 0xc0, 0, 0, 0, 0x3f]);
});

Deno.test("decodeSafetensors() gives back what encodeSafetensors() was given, whatever the names and shapes", () => {
  const tensor = fc.array(fc.nat({ max: 3 }), { maxLength: 4 }).chain((shape) => {
    const count = shape.reduce((product, length) => product * length, 1);
    const length = { minLength: count, maxLength: count };
    return fc.oneof(fc.float32Array(length), fc.uint8Array(length)).map((values) => ({ shape, values }));
  });
  const names = fc.string({ unit: "grapheme" }).filter((name) => name !== "__metadata__" && name !== "__proto__");
  const file = fc.record({
    metadata: fc.dictionary(names, fc.string(), { maxKeys: 3, noNullPrototype: true }),
    tensors: fc.array(fc.tuple(names, tensor), { maxLength: 5 }).map((entries) => new Map(entries)),
  });
  fc.assert(
    fc.property(file, ({ metadata, tensors }) => {
      const found = decodeSafetensors(encodeSafetensors({ metadata, tensors }), "file");
      assert.deepEqual(found.metadata, metadata);
      assert.deepEqual(new Map([...found.tensors].sort()), new Map([...tensors].sort()));
    }),
    { numRuns: 100 },
  );
});

Deno.test("encodeSafetensors() puts bytes after float32, so that every tensor begins at a whole number of its elements", () => {
  const tensors = new Map([
    ["bytes", { shape: [3], values: Uint8Array.of(7, 8, 9) }],
    ["floats", { shape: [1], values: Float32Array.of(1.5) }],
  ]);
  const bytes = encodeSafetensors({ metadata: {}, tensors });
  const json = '{"floats":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},' +
    '"bytes":{"dtype":"U8","shape":[3],"data_offsets":[4,7]}}';
  assert.equal(new TextDecoder().decode(bytes.subarray(8, 8 + json.length)), json);
  assert.deepEqual([...bytes.subarray(-7)], [...ONE_AND_A_HALF, 7, 8, 9]);
});

Deno.test("mergeTensorFiles() puts two files into one, and refuses a name that both have", () => {
  const [a, b] = ["a", "b"].map((name) => [name, { shape: [1], values: Float32Array.of(1) }] as const);
  const merged = mergeTensorFiles(
    { metadata: { same: "1", own: "x", both: "one" }, tensors: new Map([a!]) },
    { metadata: { same: "1", both: "two" }, tensors: new Map([b!]) },
  );
  assert.deepEqual(merged.metadata, { same: "1", own: "x", both: "one+two" });
  assert.deepEqual([...merged.tensors.keys()], ["a", "b"]);
  const twice = { metadata: {}, tensors: new Map([a!]) };
  assert.throws(() => mergeTensorFiles(twice, twice), {
    name: "TypeError",
    message: 'Merging tensors: found "a" in both files, wanted every name once',
  });
});

Deno.test("decodeSafetensors() reads a header in any order, with spaces after it, at any place in a buffer", () => {
  const header = '{"b":{"shape":[1],"data_offsets":[4,8],"dtype":"F32"},' + ONE.slice(1) + "   ";
  const file = fileOf(header, [...ONE_AND_A_HALF, 0, 0, 0, 0xc0]);
  const shifted = new Uint8Array(file.length + 3);
  shifted.set(file, 3);
  const { tensors } = decodeSafetensors(shifted.subarray(3), "file");
  assert.deepEqual([...tensors].map(([name, { values }]) => [name, ...values]), [["a", 1.5], ["b", -2]]);
});

Deno.test("decodeSafetensors() says of a malformed file what is wrong with it", () => {
  const entry = (text: string) => `{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{${text}}}`;
  const wrong: [Uint8Array, RegExp][] = [
    [new Uint8Array(7), /found 7 bytes, wanted the header's length in the first 8$/],
    [fileOf(ONE, ONE_AND_A_HALF, 1e9), /found a header of 1000000000 bytes, wanted at most 100000000$/],
    [fileOf(ONE, [], ONE.length + 1), /found a file truncated after \d+ bytes, wanted \d+$/],
    [fileOf("{"), /found a header that is no JSON/],
    [fileOf("[]"), /found a header that does not begin with \{/],
    [fileOf(` ${ONE}`, ONE_AND_A_HALF), /found a header that does not begin with \{/],
    [fileOf(`${ONE.slice(0, -1)},${ONE.slice(1)}`, ONE_AND_A_HALF), /found "a" twice in the header/],
    [fileOf(ONE), /found 0 bytes of data, wanted 4, as the header says$/],
    [fileOf(ONE, [...ONE_AND_A_HALF, 0]), /found 5 bytes of data, wanted 4/],
    [fileOf('{"a":1}'), /found no description of tensor "a"/],
    [
      fileOf('{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}'),
      /found tensor "a" of dtype "F64", wanted F32 or U8$/,
    ],
    [fileOf('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}'), /tensor "a" of shape \[-1\]/],
    [fileOf('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}'), /wanted two that are 8 bytes apart$/],
    [
      fileOf(entry('"dtype":"F32","shape":[1],"data_offsets":[2,6]'), [0, 0, 0, 0, 0, 0]),
      /found b at byte 2 of the data/,
    ],
    [fileOf(entry('"dtype":"F32","shape":[1],"data_offsets":[8,12]'), [...Array(12)].fill(0)), /b at byte 8 of the/],
    [fileOf('{"__metadata__":{"a":1}}'), /found metadata "a" that is no text/],
    [fileOf('{"__metadata__":[]}'), /found metadata that is no object/],
  ];
  for (const [bytes, message] of wrong) {
    assert.throws(() => decodeSafetensors(bytes, "some/file"), (error: Error) => {
      assert.equal(error.name, "SyntaxError");
      assert.match(error.message, /^Reading some\/file: found /);
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("encodeSafetensors() refuses values that do not fill their shape, and the name of the metadata", () => {
  const values = Float32Array.of(1);
  for (const [name, shape] of [["a", [2]], ["a", [-1, -1]], ["__metadata__", [1]]] as const) {
    assert.throws(() => encodeSafetensors({ metadata: {}, tensors: new Map([[name, { shape, values }]]) }), TypeError);
  }
});
