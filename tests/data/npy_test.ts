import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { parseNpy, readNpy } from "../../lib/data/npy.ts";
import { encodeNpy } from "./encode_npy.ts";

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/npy/${name}`, import.meta.url));
const bytesOf = (name: string) => Deno.readFileSync(fixture(name));

Deno.test("readNpy() reads NumPy's float32 and float64, of either byte order, in C and Fortran order", async () => {
  for (const element of ["le_f4", "be_f4", "le_f8", "be_f8"]) {
    for (const order of ["", "_fortran"]) {
      const { shape, integers, values } = await readNpy(fixture(`grid_${element}${order}.npy`));
      assert.deepEqual(shape, [2, 3, 4]);
      assert.equal(integers, false);
      assert.deepEqual([...values], Array.from({ length: 24 }, (_, i) => i / 2), element + order);
    }
  }
});

Deno.test("readNpy() reads NumPy's float16", async () => {
  const { shape, integers, values } = await readNpy(fixture("half.npy"));
  assert.deepEqual([shape, integers], [[2, 3, 4], false]);
  assert.deepEqual([...values], Array.from({ length: 24 }, (_, i) => i / 2));
});

Deno.test("parseNpy() reads float16 of either byte order, and bfloat16 as it is left to NumPy, to the last bit", () => {
  const numbers = [1.5, -2, 0.0999755859375, 65504, 2 ** -24, -0, Infinity];
  for (const element of ["<f2", ">f2"] as const) {
    const { integers, values } = parseNpy(encodeNpy(element, [7], numbers), "half.npy");
    assert.equal(integers, false);
    assert.deepEqual([...values], numbers, element);
  }
  for (const element of ["<V2", "|V2"] as const) {
    const wide = [1.5, -2, 0.10009765625, 3.3895313892515355e38, 2 ** -133, -0, Infinity];
    const { integers, values } = parseNpy(encodeNpy(element, [7], wide), "bfloat16.npy");
    assert.equal(integers, false);
    assert.deepEqual([...values], wide, element);
  }
  // Two-byte elements that are no numbers of a kind that is known stay refused.
  const bytes = encodeNpy("<f2", [1], [1]);
  bytes.set(new TextEncoder().encode("<U2"), new TextDecoder("latin1").decode(bytes).indexOf("<f2"));
  assert.throws(() => parseNpy(bytes, "text.npy"), /found element type '<U2'/);
});

Deno.test("readNpy() reads NumPy's integers of every width and either byte order", async () => {
  for (const width of [1, 2, 4, 8]) {
    for (const order of width === 1 ? [""] : ["le_", "be_"]) {
      for (const [kind, expected] of [["i", [-1, 0, 7, 100]], ["u", [1, 0, 7, 200]]] as const) {
        const { shape, integers, values } = await readNpy(fixture(`whole_${order}${kind}${width}.npy`));
        assert.deepEqual(shape, [4]);
        assert.equal(integers, true);
        assert.deepEqual([...values], expected, `${order}${kind}${width}`);
      }
    }
  }
});

Deno.test("readNpy() reads format versions 2 and 3, a single number and an empty array", async () => {
  for (const version of [2, 3]) {
    const { shape, values } = await readNpy(fixture(`grid_version_${version}.npy`));
    assert.deepEqual([...shape, values.at(-1)], [2, 3, 4, 11.5]);
  }
  const scalar = await readNpy(fixture("scalar.npy"));
  assert.deepEqual([scalar.shape, ...scalar.values], [[], 2.5]);
  const empty = await readNpy(fixture("empty.npy"));
  assert.deepEqual([empty.shape, empty.values.length], [[0, 3, 3], 0]);
});

Deno.test("parseNpy() says what is wrong with a file that holds no numbers", () => {
  const wrong: [string, RegExp][] = [
    ["complex.npy", /found element type '<c8', wanted float16, bfloat16, float32, float64 or integers/],
    ["boolean.npy", /found element type '\|b1'/],
    ["text.npy", /found element type '<U1'/],
    ["structured.npy", /found a structured element type/],
    ["archive.npz", /found a zip archive \(\.npz\), wanted a \.npy file/],
    ["make_fixtures.py", /found no NumPy magic bytes/],
  ];
  for (const [name, message] of wrong) {
    assert.throws(() => parseNpy(bytesOf(name), name), { name: "SyntaxError", message }, name);
  }
  assert.throws(() => parseNpy(bytesOf("large.npy"), "large.npy"), {
    name: "RangeError",
    message: "Reading large.npy: found 9007199254740992 at element 0, wanted less than 2^53",
  });
});

Deno.test("parseNpy() says what is wrong with a malformed file", () => {
  const whole = bytesOf("grid_le_f8.npy");
  const edited = (from: string, to: string) =>
    Uint8Array.from(
      String.fromCharCode(...whole).replace(from, to.padEnd(from.length)),
      (character) => character.charCodeAt(0),
    );
  const wrong: [Uint8Array, RegExp][] = [
    [new Uint8Array(), /found no NumPy magic bytes/],
    [whole.slice(0, 6), /found format version undefined/],
    [whole.slice(0, 9), /found a header truncated after 9 bytes, wanted 10/],
    [whole.slice(0, 60), /found a header truncated after 60 bytes, wanted 128/],
    [whole.slice(0, -1), /found a body truncated after 191 bytes, wanted 192 bytes for shape \(2, 3, 4\)/],
    [Uint8Array.of(...whole, 0, 0), /found 2 trailing bytes/],
    [whole.map((byte, i) => i === 6 ? 9 : byte), /found format version 9, wanted 1, 2 or 3/],
    [edited("'descr'", "'other'"), /found a header without 'descr'/],
    [edited("'fortran_order': False", "'fortran_order': Maybe"), /wanted a dictionary with 'descr', 'fortran_order'/],
    [edited("(2, 3, 4)", "(2, x, 4)"), /found the shape \(2, x, 4\), wanted whole numbers/],
    [edited("(2, 3, 4)", "(2,-3, 4)"), /found the shape \(2,-3, 4\), wanted whole numbers/],
    [edited("(2, 3, 4)", "(2, 3, 9)"), /wanted 432 bytes for shape \(2, 3, 9\)/],
    [edited("{", " "), /wanted a dictionary/],
    [edited("<f8", "|f8"), /found element type '\|f8' without byte order/],
  ];
  for (const [bytes, message] of wrong) {
    assert.throws(() => parseNpy(bytes, "bad.npy"), { name: "SyntaxError", message }, String(message));
  }
});

Deno.test("parseNpy() gives an array or says what is wrong, whatever the bytes", () => {
  const whole = bytesOf("grid_be_f4_fortran.npy");
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (edits) => {
      const bytes = whole.slice();
      for (const [at, byte] of edits) bytes[at] = byte;
      try {
        const { shape, values } = parseNpy(bytes, "edited.npy");
        assert.equal(values.length, shape.reduce((product, size) => product * size, 1));
      } catch (error) {
        assert.ok(error instanceof SyntaxError || error instanceof RangeError, String(error));
        assert.match(error.message, /^Reading edited\.npy: found /);
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("readNpy() says that there is no such file", async () => {
  await assert.rejects(
    readNpy("no-such.npy"),
    /^Error: Reading no-such\.npy: found no such file, wanted a \.npy file$/,
  );
});
