import assert from "node:assert/strict";
import fc from "fast-check";
import { compareByMcNemar, mcNemarP } from "../../lib/statistics/mcnemar.ts";

Deno.test("mcNemarP() equals sums of the binomial worked out by hand", () => {
  assert.equal(mcNemarP(0, 0), 1);
  assert.equal(mcNemarP(3, 3), 1);
  const cases: [number, number, number][] = [
    [0, 5, 2 / 32],
    [1, 5, 2 * (1 + 6) / 64],
    [2, 8, 2 * (1 + 10 + 45) / 1024],
    [10, 0, 2 / 1024],
  ];
  for (const [b, c, p] of cases) assert.ok(Math.abs(mcNemarP(b, c) / p - 1) < 1e-12, `${b}, ${c}`);
});

Deno.test("mcNemarP() stays sound for thousands of images", () => {
  assert.ok(mcNemarP(0, 1000) > 0 && mcNemarP(0, 1000) < 1e-300);
  assert.equal(mcNemarP(0, 60_000), 0);
  // A thousand apart of a hundred thousand: 3.16 standard deviations.
  assert.ok(Math.abs(mcNemarP(49_500, 50_500) - 0.00158) < 0.00002);
});

Deno.test("mcNemarP() is a probability, the same both ways, smaller the more uneven", () => {
  fc.assert(fc.property(fc.nat(300), fc.nat(300), (b, c) => {
    const p = mcNemarP(b, c);
    assert.ok(p > 0 && p <= 1);
    assert.equal(mcNemarP(c, b), p);
    if (b < c) assert.ok(mcNemarP(b, c + 1) <= p);
  }));
});

Deno.test("compareByMcNemar() counts images that only one of two gets right", () => {
  const labels = [0, 1, 2, 3, 4, 5];
  const comparison = compareByMcNemar([0, 1, 2, 0, 0, 5], [0, 0, 0, 3, 0, 0], labels);
  assert.deepEqual(comparison, { onlyFirstRight: 3, onlySecondRight: 1, pValue: 0.625 });
  assert.throws(
    () => compareByMcNemar([0], labels, labels),
    /^TypeError: Comparing two classifiers: 1 and 6 predictions/,
  );
});
