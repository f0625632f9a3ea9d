import assert from "node:assert/strict";
import fc from "fast-check";
import { largestRise, mapSpread, ratioSpread, spreadOf } from "../../lib/statistics/sample_spread.ts";

Deno.test("spreadOf() finds the middle and the ends, and keeps the order of the samples", () => {
  assert.deepEqual(spreadOf([3, 1, 2]), { min: 1, median: 2, max: 3, samples: [3, 1, 2] });
  assert.equal(spreadOf([4, 1, 3, 2]).median, 2.5);
  assert.equal(spreadOf([10, 9, 100]).median, 10);
});

Deno.test("spreadOf() has as many samples below the median as above it", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }), (samples) => {
    const { min, median, max } = spreadOf(samples);
    const below = samples.filter((sample) => sample < median).length;
    const above = samples.filter((sample) => sample > median).length;
    assert.ok(min <= median && median <= max && Math.max(below, above) <= samples.length / 2);
  }));
});

Deno.test("spreadOf() refuses no samples, and samples that are no numbers", () => {
  assert.throws(() => spreadOf([]), { name: "RangeError", message: /found \[\], wanted finite numbers/ });
  assert.throws(() => spreadOf([1, NaN]), RangeError);
});

Deno.test("ratioSpread() compares round by round, so that a slow round of both leaves no trace", () => {
  const ratio = ratioSpread(spreadOf([10, 30, 10]), spreadOf([20, 60, 20]));
  assert.deepEqual([ratio.min, ratio.median, ratio.max], [0.5, 0.5, 0.5]);
  assert.throws(() => ratioSpread(spreadOf([1]), spreadOf([1, 2])), { name: "TypeError", message: /found 1 and 2/ });
});

Deno.test("mapSpread() of a falling function swaps the ends", () => {
  const { min, median, max } = mapSpread(spreadOf([1, 2, 4]), (x) => 8 / x);
  assert.deepEqual([min, median, max], [2, 4, 8]);
});

Deno.test("largestRise() is 0 for costs that only fall, else what they rise by above the least before", () => {
  assert.equal(largestRise([5, 4, 4, 2]), 0);
  assert.equal(largestRise([4, 2, 1, 3, 1]), 2);
  assert.equal(largestRise([]), 0);
});
