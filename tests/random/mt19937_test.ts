import assert from "node:assert/strict";
import fc from "fast-check";
import { Mt19937 } from "../../lib/random/mt19937.ts";

const words = (stream: Mt19937, count: number): number[] => Array.from({ length: count }, () => stream.next());

Deno.test("Mt19937 gives the published words of init_genrand(5489)", () => {
  const stream = new Mt19937(5489);
  assert.deepEqual(words(stream, 5), [3499211612, 581869302, 3890346734, 3586334585, 545404204]);
  // The C++ standard fixes the 10,000th word of mt19937's default seed.
  stream.skip(9_994);
  assert.equal(stream.next(), 4123659995);
});

Deno.test("Mt19937.skip(n) equals n calls of next(), from any place", () => {
  fc.assert(
    fc.property(fc.nat(2_000), fc.nat(3_000), fc.nat(), (before, skipped, seed) => {
      const stepped = new Mt19937(seed);
      words(stepped, before);
      const jumped = stepped.clone();
      words(stepped, skipped);
      jumped.skip(skipped);
      assert.deepEqual(words(jumped, 3), words(stepped, 3));
    }),
    { numRuns: 50, seed: 1 },
  );
});

Deno.test("Mt19937.skip() agrees at the edges of a block of 624 words", () => {
  for (const skipped of [0, 1, 623, 624, 625, 1247, 1248, 1249]) {
    const stepped = new Mt19937(7);
    const jumped = new Mt19937(7);
    words(stepped, skipped);
    jumped.skip(skipped);
    assert.deepEqual(words(jumped, 2), words(stepped, 2), `after ${skipped} words`);
  }
});

Deno.test("Mt19937.clone() goes on alike and moves nothing of the original", () => {
  const original = new Mt19937(3);
  words(original, 100);
  const copy = original.clone();
  const ahead = words(copy, 1_000);
  assert.deepEqual(words(original, 1_000), ahead);
});

Deno.test("Mt19937 takes the seed modulo 2^32, negative ones too", () => {
  const expected = words(new Mt19937(5), 3);
  assert.deepEqual(words(new Mt19937(2 ** 32 + 5), 3), expected);
  assert.deepEqual(words(new Mt19937(5 - 2 ** 32), 3), expected);
  assert.notDeepEqual(words(new Mt19937(6), 3), expected);
});

Deno.test("Mt19937 refuses seeds and skips that are no integers", () => {
  assert.throws(() => new Mt19937(0.5), { name: "RangeError", message: /0\.5 is not a safe integer/ });
  assert.throws(() => new Mt19937(NaN), RangeError);
  assert.throws(() => new Mt19937(0).skip(-1), { name: "RangeError", message: /found -1, wanted an integer/ });
});
