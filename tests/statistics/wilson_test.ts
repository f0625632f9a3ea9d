import assert from "node:assert/strict";
import fc from "fast-check";
import { wilsonInterval } from "../../lib/statistics/wilson.ts";

Deno.test("wilsonInterval() equals intervals computed elsewhere", () => {
  // From the closed form with z = 1.959964, evaluated by another program.
  const known: [number, number, number, number][] = [
    [0, 10, 0, 0.2775327998628892],
    [1, 10_000, 0.00001765267360112, 0.0005662688974013],
    [3_614, 10_000, 0.3520390927971059, 0.3708673515512456],
    [10, 10, 0.7224672001371108, 1],
  ];
  for (const [events, trials, lower, upper] of known) {
    const interval = wilsonInterval(events, trials);
    assert.ok(Math.abs(interval.lower - lower) < 1e-12, `lower of ${events}/${trials}: ${interval.lower}`);
    assert.ok(Math.abs(interval.upper - upper) < 1e-12, `upper of ${events}/${trials}: ${interval.upper}`);
  }
});

Deno.test("wilsonInterval() solves the score equation, holds the rate and mirrors", () => {
  const trialsAndEvents = fc.integer({ min: 1, max: 1_000_000 }).chain((trials) =>
    fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials))
  );
  fc.assert(fc.property(trialsAndEvents, ([events, trials]) => {
    const { lower, upper } = wilsonInterval(events, trials);
    const rate = events / trials;
    assert.ok(0 <= lower && lower <= rate && rate <= upper && upper <= 1);
    const mirrored = wilsonInterval(trials - events, trials);
    assert.ok(Math.abs(mirrored.lower - (1 - upper)) < 1e-9);
    // Each end p is where the rate lies z standard errors of p away from p.
    for (const end of [lower, upper]) {
      const distance = (rate - end) ** 2;
      const allowed = 1.959963984540054 ** 2 * end * (1 - end) / trials;
      assert.ok(Math.abs(distance - allowed) < 1e-9);
    }
  }));
});

Deno.test("wilsonInterval() refuses what is no count", () => {
  for (
    const [events, trials] of [[0, 0], [1, -1], [1, 2.5], [3, 2], [-1, 2], [0.5, 2], [NaN, 2], [1, Infinity]] as const
  ) {
    assert.throws(() => wilsonInterval(events, trials), RangeError);
  }
});
