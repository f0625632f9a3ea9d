import assert from "node:assert/strict";
import fc from "fast-check";
import { TorchGenerator } from "../../lib/random/torch_generator.ts";
import { conv2dDefault, xavierUniform } from "../../lib/random/torch_init.ts";

Deno.test("TorchGenerator.randperm(n) is a permutation that takes n - 1 words", () => {
  fc.assert(
    fc.property(fc.nat(400), fc.nat(), (n, seed) => {
      const generator = new TorchGenerator(seed);
      const skipped = generator.clone();
      const order = generator.randperm(n);
      assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: n }, (_, index) => index));
      skipped.skip(Math.max(0, n - 1));
      assert.equal(generator.randomInt64(), skipped.randomInt64());
    }),
    { numRuns: 60, seed: 1 },
  );
});

Deno.test("TorchGenerator.uniform() stays within its bounds and is a float32", () => {
  const generator = new TorchGenerator(11);
  for (let draw = 0; draw < 2_000; draw++) {
    const value = generator.uniform(-1 / 3, 1 / 3);
    assert.equal(Math.fround(value), value);
    assert.ok(Math.abs(value) <= Math.fround(1 / 3));
  }
});

Deno.test("TorchGenerator.manualSeed() starts the stream of that seed", () => {
  const generator = new TorchGenerator(1);
  generator.randperm(700);
  generator.manualSeed(42);
  assert.deepEqual(generator.uniformArray(700, 0, 1), new TorchGenerator(42).uniformArray(700, 0, 1));
});

Deno.test("TorchGenerator.clone() goes on alike and moves nothing of the original", () => {
  const original = new TorchGenerator(1);
  original.skip(77);
  const expected = original.clone().uniformArray(5, 0, 1);
  original.clone().randperm(1_000);
  assert.deepEqual(original.uniformArray(5, 0, 1), expected);
});

Deno.test("TorchGenerator.randperm() refuses lengths that PyTorch would draw otherwise", () => {
  const generator = new TorchGenerator(0);
  for (const length of [-1, 1.5, NaN, 2 ** 31]) {
    assert.throws(() => generator.randperm(length), { name: "RangeError", message: /Cannot draw a permutation/ });
  }
});

Deno.test("the initialisers take one word a parameter and stay within their bounds", () => {
  const shape = { outChannels: 8, inChannels: 16, kernelSize: 3 };
  const generator = new TorchGenerator(4);
  const skipped = generator.clone();
  const { weight, bias } = conv2dDefault(generator, shape);
  const xavier = xavierUniform(generator, shape);
  assert.deepEqual([weight.length, bias.length, xavier.length], [1152, 8, 1152]);
  skipped.skip(1152 + 8 + 1152);
  assert.equal(generator.randomInt64(), skipped.randomInt64());
  const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assert.ok(largest(weight) <= Math.fround(1 / 12) && largest(weight) > 0.08);
  assert.ok(largest(bias) <= Math.fround(1 / 12));
  const xavierBound = Math.sqrt(6 / 216);
  assert.ok(largest(xavier) <= Math.fround(xavierBound) && largest(xavier) > 0.98 * xavierBound);
});
