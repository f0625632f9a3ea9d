import assert from "node:assert/strict";
import fc from "fast-check";
import { adamWStep, NOTEBOOK_ADAMW } from "../../lib/kernels/adamw/reference.ts";
import { convPoolBackward, convPoolForward } from "../../lib/kernels/conv_pool/reference.ts";
import { convPoolSizes } from "../../lib/kernels/conv_pool/shape.ts";
import { cosine, cosineLoss } from "../../lib/kernels/cosine/reference.ts";
import golden from "../golden/cosine.json" with { type: "json" };

const reals = (length: number) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length });

Deno.test("convPoolBackward() is the derivative of convPoolForward(), by finite differences", () => {
  const shape = { inChannels: 2, outChannels: 3, inSide: 4, padding: 1 } as const;
  const { parameterCount, pooledSide } = convPoolSizes(shape);
  const outputSize = shape.outChannels * pooledSide ** 2;
  fc.assert(
    fc.property(reals(parameterCount), reals(32), reals(outputSize), fc.nat(parameterCount - 1), (w, x, g, i) => {
      const weights = Float64Array.from(w);
      const input = Float64Array.from(x);
      const gradient = new Float64Array(parameterCount);
      const { codes } = convPoolForward(shape, weights, input);
      convPoolBackward(shape, weights, input, codes, Float64Array.from(g), gradient);
      const shifted = (step: number) => {
        const moved = convPoolForward(shape, weights.map((value, k) => k === i ? value + step : value), input);
        return { codes: moved.codes, total: moved.output.reduce((sum, value, k) => sum + value * g[k]!, 0) };
      };
      const [up, down] = [shifted(1e-6), shifted(-1e-6)];
      // Where a maximum changes hands between the two there is no derivative to compare with.
      fc.pre([up, down].every((side) => side.codes.every((code, k) => code === codes[k])));
      assert.ok(Math.abs((up.total - down.total) / 2e-6 - gradient[i]!) < 1e-6);
    }),
    { numRuns: 60 },
  );
});

Deno.test("cosineLoss() has the gradient of 1 - cosine, by finite differences", () => {
  fc.assert(
    fc.property(reals(6), reals(6), fc.nat(5), (a, b, i) => {
      fc.pre(Math.hypot(...a) > 0.1 && Math.hypot(...b) > 0.1);
      const output = Float64Array.from(a);
      const { gradient } = cosineLoss(output, b);
      const at = (step: number) => 1 - cosine(output.map((x, k) => k === i ? x + step : x), b);
      assert.ok(Math.abs((at(1e-6) - at(-1e-6)) / 2e-6 - gradient[i]!) < 1e-6);
    }),
    { numRuns: 60 },
  );
});

Deno.test("cosine() and cosineLoss() give PyTorch's values and gradients where a norm is clamped, and where none is", () => {
  for (const { output, target, cosine: expected, lossGradient } of golden.similarities) {
    const name = `[${output}] and [${target}]`;
    const { loss, gradient } = cosineLoss(Float64Array.from(output), target);
    assert.ok(Math.abs(cosine(output, target) - expected) < 1e-6, name);
    assert.ok(Math.abs(1 - loss - expected) < 1e-6, name);
    const largest = Math.max(1, ...lossGradient.map(Math.abs));
    lossGradient.forEach((value, i) =>
      assert.ok(Math.abs(gradient[i]! - value) < 1e-6 * largest, `${name}: ${gradient}`)
    );
  }
});

Deno.test("a zero vector has cosine 0, and the clamped norm as its gradient's divisor", () => {
  const { loss, gradient } = cosineLoss(new Float64Array(2), [0.6, 0.8]);
  assert.equal(loss, 1);
  assert.deepEqual([...gradient], [-0.6e6, -0.8e6]);
});

Deno.test("cosine() refuses vectors of different lengths", () => {
  assert.throws(
    () => cosine([1], [1, 2]),
    /^TypeError: Comparing two vectors: lengths 1 and 2 found, equal ones wanted$/,
  );
});

Deno.test("adamWStep() moves each parameter by about the learning rate in its first step", () => {
  const parameters = Float64Array.of(0, 0, 0);
  const moments = { mean: new Float64Array(3), square: new Float64Array(3) };
  adamWStep(NOTEBOOK_ADAMW, 1, parameters, Float64Array.of(5, -1e-3, 0), moments);
  assert.ok(Math.abs(parameters[0]! + 0.01) < 1e-9);
  assert.ok(Math.abs(parameters[1]! - 0.01) < 1e-6);
  assert.equal(parameters[2], 0);
});
