import assert from "node:assert/strict";
import { BenchRecord } from "../../lib/bench/bench_record.ts";
import { changesBetween, figuresOf } from "../../lib/bench/figures.ts";
import { summariseBench, summariseChanges } from "../../lib/bench/bench_summary.ts";
import { textTable, threeFigures } from "../../lib/bench/text_table.ts";
import { sampleBench } from "./sample_bench.ts";

Deno.test("every figure of a benchmark has a name of its own", () => {
  const names = figuresOf(sampleBench()).map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.includes("scoring: 2 members") && !names.includes("scoring: 4 members"));
});

Deno.test("changesBetween() finds nothing changed between a benchmark and itself", () => {
  for (const { ratio, verdict } of changesBetween(sampleBench(), sampleBench())) {
    assert.deepEqual([ratio, verdict], [1, "within the spread"]);
  }
});

Deno.test("changesBetween() calls a cost that has doubled worse, one that has halved better, and a ceiling unchanged", () => {
  const verdicts = (slowness: number) =>
    new Map(changesBetween(sampleBench(), sampleBench(slowness)).map(({ name, verdict }) => [name, verdict]));
  assert.equal(verdicts(2).get("pass: scoring"), "worse");
  assert.equal(verdicts(0.5).get("pass: scoring"), "better");
  assert.equal(verdicts(2).get("ceiling: a * b + c"), "within the spread");
  // Samples overlap: 1 % slower is no news where samples differ by 3 %.
  assert.equal(verdicts(1.01).get("pass: scoring"), "within the spread");
});

Deno.test("changesBetween() of a higher rate is better", () => {
  const now = sampleBench();
  now.ceilings[0]!.rate = { min: 190, median: 200, max: 210, samples: [200, 190, 210] };
  const [change] = changesBetween(sampleBench(), now);
  assert.deepEqual([change!.name, change!.verdict], ["ceiling: a * b + c", "better"]);
});

Deno.test("changesBetween() leaves out what only one of the two measured", () => {
  const { comparisons: _left, peer: _too, ...rest } = sampleBench();
  const names = changesBetween(sampleBench(), rest).map(({ name }) => name);
  assert.ok(names.length > 0 && !names.some((name) => /tfjs|whole process/.test(name)));
});

Deno.test("a benchmark of before the leak-free part is still read, and set beside one with it", () => {
  const { leakFree: _left, ...before } = sampleBench();
  assert.deepEqual(BenchRecord.parse(before), before);
  const names = changesBetween(before, sampleBench()).map(({ name }) => name);
  assert.ok(names.length > 0 && !names.some((name) => /leak-free|propagation/.test(name)));
  const both = changesBetween(sampleBench(2), sampleBench()).map(({ name }) => name);
  assert.ok(both.includes("leak-free: fine distance, of a core") && both.includes("propagation: 2 draws"));
});

Deno.test("the summary tells every part in lines of equal columns", () => {
  const text = summariseBench(sampleBench());
  for (
    const part of [
      "Ceiling",
      "training step",
      "tfjs operations",
      "no room",
      "a wait",
      "the peer",
      "34 %",
      "40 of a core",
      "by a core's time",
      "The same fine distance: 250,000 a second",
      "The same candidates: 250,000,000 a second, 32 GFLOP/s, 33 % of ceiling",
      "network training step",
      "700 MiB of memory at its peak, the peer's 900 MiB",
      "µs an image and draw, by draws",
      "Whole runs, the other build: 0.0.9 at 89abcdef0123",
    ]
  ) {
    assert.ok(text.includes(part), part);
  }
  assert.match(
    summariseChanges(changesBetween(sampleBench(), sampleBench(2))),
    /pass: scoring +µs +22 +44 +2\.00 +worse/,
  );
});

Deno.test("textTable() sets the first column to the left and the others to the right", () => {
  assert.equal(textTable(["a", "long"], [["bcd", "1"], ["e", "22"]]), "a    long\n---  ----\nbcd     1\ne      22");
});

Deno.test("threeFigures() keeps three figures that count", () => {
  assert.deepEqual([0.01234, 12.34, 1234.5, 1_234_500].map(threeFigures), ["0.0123", "12.3", "1,230", "1,230,000"]);
});
