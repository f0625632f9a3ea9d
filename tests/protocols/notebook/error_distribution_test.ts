import assert from "node:assert/strict";
import golden from "../../golden/notebook_errors.json" with { type: "json" };
import { readRunRecord } from "../../../lib/record/read_record.ts";

/** Wrong verdicts of the test below, were the errors of both drawn alike. */
const SIGNIFICANCE = 0.01;

/**
 * The chance that two samples of one distribution differ in rank by as much or more, counted over every way to share the
 * values out (Mann and Whitney's test, exact, ties at the middle of their ranks).
 */
function rankSumChance(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b];
  const ranks = all.map((value) => {
    const below = all.filter((other) => other < value).length;
    const equal = all.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
  const expected = a.length * (all.length + 1) / 2;
  const seen = Math.abs(ranks.slice(0, a.length).reduce((x, y) => x + y) - expected);
  let ways = 0;
  let asFar = 0;
  const choose = (from: number, left: number, sum: number) => {
    if (left === 0) {
      ways++;
      if (Math.abs(sum - expected) >= seen - 1e-9) asFar++;
      return;
    }
    for (let i = from; i <= ranks.length - left; i++) choose(i + 1, left - 1, sum + ranks[i]!);
  };
  choose(0, a.length, 0);
  return asFar / ways;
}

Deno.test("rankSumChance() knows samples that overlap from those that do not", () => {
  assert.equal(rankSumChance([1, 2, 3], [4, 5, 6]), 0.1);
  assert.equal(rankSumChance([1, 4, 5], [2, 3, 6]), 1);
  assert.equal(rankSumChance([7, 7], [7, 7, 7]), 1);
});

for (const kind of ["labelInformedErrors", "labelFreeErrors"] as const) {
  Deno.test(`the recorded seeds' ${kind} are distributed as those that PyTorch comes to`, async () => {
    const { publishedSeeds } = await readRunRecord("reports/sample/seeds-0-9");
    assert.ok(publishedSeeds && publishedSeeds.length >= 10);
    const torch = golden.runs.map((run) =>
      kind === "labelFreeErrors" ? run.label_free_errors : run.label_informed_errors
    );
    const ours = publishedSeeds.map(({ stage2 }) => stage2.test[kind]);
    assert.ok(rankSumChance(torch, ours) > SIGNIFICANCE, `found ${ours}, PyTorch has ${torch}`);
    // A distribution elsewhere would be told apart by this test.
    assert.ok(rankSumChance(torch, ours.map((errors) => errors + 2500)) < SIGNIFICANCE);
  });
}
