import assert from "node:assert/strict";
import fc from "fast-check";
import { type SampleSummary, studentQuantile, summariseSample } from "../../lib/statistics/summarise_sample.ts";

Deno.test("studentQuantile() equals the tables", () => {
  const table: [probability: number, degreesOfFreedom: number, quantile: string][] = [
    [0.975, 1, "12.706"],
    [0.975, 2, "4.303"],
    [0.975, 3, "3.182"],
    [0.975, 4, "2.776"],
    [0.975, 9, "2.262"],
    [0.975, 10, "2.228"],
    [0.975, 30, "2.042"],
    [0.975, 120, "1.980"],
    [0.95, 5, "2.015"],
    [0.995, 9, "3.250"],
    [0.9, 1, "3.078"],
  ];
  for (const [probability, degreesOfFreedom, quantile] of table) {
    assert.equal(studentQuantile(probability, degreesOfFreedom).toFixed(3), quantile, `${degreesOfFreedom}`);
  }
});

Deno.test("summariseSample() sums up numbers worked out by hand", () => {
  const { meanInterval, ...rest } = summariseSample([4, 2, 9, 5]);
  assert.deepEqual(rest, {
    count: 4,
    mean: 5,
    standardDeviation: Math.sqrt(26 / 3),
    median: 4.5,
    minimum: 2,
    maximum: 9,
  });
  assert.equal(
    ((meanInterval!.upper - meanInterval!.lower) / 2).toFixed(3),
    (3.18245 * Math.sqrt(26 / 3) / 2).toFixed(3),
  );
  assert.equal((meanInterval!.upper + meanInterval!.lower) / 2, 5);
});

Deno.test("summariseSample() knows no spread of a single number", () => {
  const single: SampleSummary = summariseSample([7]);
  assert.deepEqual(single, {
    count: 1,
    mean: 7,
    standardDeviation: null,
    median: 7,
    minimum: 7,
    maximum: 7,
    meanInterval: null,
  });
});

Deno.test("summariseSample() moves with its numbers and does not care for their order", () => {
  const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 });
  fc.assert(fc.property(numbers, (values) => {
    const summary = summariseSample(values);
    assert.deepEqual(summariseSample([...values].reverse()).median, summary.median);
    assert.ok(summary.minimum <= summary.median && summary.median <= summary.maximum);
    assert.ok(summary.minimum <= summary.mean && summary.mean <= summary.maximum);
    const doubled = summariseSample(values.map((value) => 2 * value));
    assert.ok(Math.abs(doubled.standardDeviation! - 2 * summary.standardDeviation!) < 1e-9);
  }));
});

Deno.test("summariseSample() refuses no numbers and what is none", () => {
  assert.throws(() => summariseSample([]), /^RangeError: Summing up a sample: found no number, wanted numbers$/);
  assert.throws(() => summariseSample([1, NaN]), /found 1,NaN, wanted numbers/);
});
