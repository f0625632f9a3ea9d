/** Claims whose scores were rounded, before the claim was made or after. */
import assert from "node:assert/strict";
import { type Claim, claimOf } from "../../../lib/score/audit/claim.ts";
import { type ClaimVerdict, explainClaim } from "../../../lib/score/audit/explain_claim.ts";
import { storedPrecision } from "../../../lib/score/audit/number_format.ts";
import { chanceOf, tiesFollowTruth } from "../../../lib/score/audit/tie_luck.ts";
import { uniformAt } from "../../../lib/random/counter_stream.ts";
import { claimText } from "../../../lib/report/audit_text.ts";
import { bfloat16 } from "../../data/encode_npy.ts";
import { sampleCosines, sampleLabels } from "./samples.ts";

const CLASSES = 10;
type Rounding = (value: number) => number;

const EXACT: Rounding = (value) => value;
const ROUNDINGS: Record<string, Rounding> = {
  float64: EXACT,
  float32: Math.fround,
  float16: Math.f16round,
  bfloat16,
  "three digits": (value) => Math.round(1000 * value) / 1000,
  "whole numbers": Math.round,
};
/** Other ranges, each rising with the cosine. */
const RANGES: Record<string, Rounding> = {
  cosines: EXACT,
  "per cent": (value) => 100 * value,
  logits: (value) => 20 * value - 15,
  "negative distances": (value) => -1 / (0.01 + value),
  "small numbers": (value) => 1e-4 * value,
};
const COUNTS = [1, 10, 100, 900];

/** Every range in every format that leaves something of it: values of less than one are whole numbers only per cent. */
const KEPT = Object.entries(RANGES).flatMap(([rangeName, range]) =>
  Object.entries(ROUNDINGS).filter(([name]) =>
    name === "whole numbers" ? rangeName === "per cent" : name !== "three digits" || rangeName !== "small numbers"
  ).map(([name, round]) => ({ range, round, what: `${rangeName} kept as ${name}` }))
);

type Column = (n: number, k: number) => number;

function bestOf(scores: ArrayLike<number>, n: number, column: Column, rule: "first" | "last"): number {
  const row = Array.from({ length: CLASSES }, (_, k) => scores[(n * CLASSES + k) * CLASSES + column(n, k)]!);
  const largest = Math.max(...row);
  return rule === "first" ? row.indexOf(largest) : row.lastIndexOf(largest);
}

/** Models with as much skill as said, their full scores in a range, and both claims that can be made of any scores. */
function sample(images: number, skill: number, range: Rounding = EXACT) {
  const labels = sampleLabels(images);
  const full = Float64Array.from(
    sampleCosines(labels, skill, 5).values,
    // Below the digits of float32 too.
    (value, i) => range(value * (1 + 1e-9 * uniformAt(5, 9, i))),
  );
  const free = (scores: ArrayLike<number>, rule: "first" | "last" = "first") =>
    Float64Array.from(labels, (_, n) => bestOf(scores, n, (_, k) => k, rule));
  const informed = (scores: ArrayLike<number>) =>
    Float64Array.from(labels, (_, n) => bestOf(scores, n, (n) => labels[n]!, "first"));
  const claim = (scores: Float64Array, predictions: Float64Array): Claim => ({
    images,
    classes: CLASSES,
    scores,
    labels: Float64Array.from(labels),
    predictions,
  });
  return { labels, full, free, informed, claim };
}

/** The verdict must be what the two lines above it say. */
function assertCoherent(verdict: ClaimVerdict): void {
  for (const one of [verdict.labelFree, verdict.labelInformed]) {
    const all = one.agreeing + one.nearTies === verdict.claimed;
    assert.equal(one.explains, all && !one.tiesFollowTruth);
  }
}

function judge(claim: Claim): string {
  const verdict = explainClaim(claim);
  assertCoherent(verdict);
  return verdict.verdict;
}

Deno.test("an honest claim made before its scores were rounded is never taken for another one", () => {
  for (const { range, round, what } of KEPT) {
    for (const images of range === EXACT ? COUNTS : COUNTS.slice(0, -1)) {
      for (const skill of [0, 0.3, 1]) {
        const { full, free, claim } = sample(images, skill, range);
        const stored = full.map(round);
        const message = `${images} images, skill ${skill}, ${what}`;
        assert.equal(judge(claim(stored, free(full))), "label-free", message);
        for (const rule of ["first", "last"] as const) {
          assert.equal(judge(claim(stored, free(stored, rule))), "label-free", `${message}, ${rule}`);
        }
      }
    }
  }
});

Deno.test("an honest claim made of scores in two bytes is known by scores with more digits", () => {
  for (const [rangeName, range] of Object.entries(RANGES)) {
    for (const name of ["float16", "bfloat16"] as const) {
      for (const images of [1, 10, 300]) {
        const { full, free, claim } = sample(images, 0.3, range);
        for (const rule of ["first", "last"] as const) {
          const predictions = free(full.map(ROUNDINGS[name]!), rule);
          const message = `${images} images, ${rangeName} in ${name}, ${rule} of ties`;
          assert.equal(judge(claim(full, predictions)), "label-free", message);
          assert.equal(judge(claim(full.map(Math.fround), predictions)), "label-free", `${message}, kept as float32`);
        }
      }
    }
  }
  const { full, free, claim } = sample(900, 0.3);
  const { labelFree } = explainClaim(claim(full, free(full.map(bfloat16))));
  assert.deepEqual([labelFree.roundedTo, labelFree.agreeing, labelFree.nearTies], ["bfloat16", 900, 0]);
});

Deno.test("an honest claim in any order of ties is known, be they many", () => {
  const { full, free, claim } = sample(900, 0.3);
  const stored = full.map((value) => Math.round(50 * value) / 50);
  const predictions = free(stored).map((first, n) => {
    const last = bestOf(stored, n, (_, k) => k, "last");
    return uniformAt(3, 1, n) < 0.5 ? first : last;
  });
  const verdict = explainClaim(claim(stored, predictions));
  assert.equal(verdict.verdict, "label-free");
  assert.ok(verdict.labelFree.nearTies > 100);
});

Deno.test("a claim that needed the label is caught, however its scores were rounded", () => {
  for (const { range, round, what } of KEPT) {
    const { full, informed, claim } = sample(60, 0.3, range);
    const stored = full.map(round);
    assert.equal(judge(claim(stored, informed(full))), "label-informed only", what);
    assert.equal(judge(claim(stored, informed(stored))), "label-informed only", what);
  }
});

Deno.test("the constant ensemble is seen through, whatever its scores were rounded to and whatever noise they have", () => {
  for (const noise of [0, 1e-7, 1e-4, 1e-3]) {
    for (const [name, round] of Object.entries(ROUNDINGS)) {
      for (const images of [10, 100]) {
        const { labels, claim } = sample(images, 0);
        const scores = Float64Array.from({ length: images * 100 }, (_, i) => {
          const own = Math.floor(i / 10) % 10 === i % 10;
          return round((own ? 1 : 0.3) * (1 - noise * uniformAt(6, 1, i)));
        });
        const message = `${images} images, noise ${noise}, kept as ${name}`;
        assert.equal(judge(claim(scores, Float64Array.from(labels))), "label-informed only", message);
      }
    }
  }
});

Deno.test("true classes cannot be claimed of scores that are all equal, by either score", () => {
  const { labels, claim } = sample(40, 0);
  const verdict = explainClaim(claim(new Float64Array(4000), Float64Array.from(labels)));
  assert.equal(verdict.verdict, "neither");
  assert.deepEqual([verdict.labelFree.tiesFollowTruth, verdict.labelInformed.tiesFollowTruth], [true, true]);
});

Deno.test("one claim that is far from the largest value is a contradiction in any format and number of images", () => {
  for (const [name, round] of Object.entries(ROUNDINGS)) {
    if (name === "whole numbers") continue;
    for (const images of COUNTS) {
      const { full, free, claim } = sample(images, 1);
      const stored = full.map(round);
      const predictions = free(stored);
      const n = images >> 1;
      const row = Array.from({ length: CLASSES }, (_, k) => stored[(n * CLASSES + k) * CLASSES + k]!);
      predictions[n] = row.indexOf(Math.min(...row));
      const verdict = explainClaim(claim(stored, predictions));
      assert.equal(verdict.verdict, "neither", `${images} images in ${name}`);
      assert.match(claimText(verdict), /Label-free score .* 1 contradicts it$/m);
    }
  }
});

Deno.test("numbers beyond float16's range are not taken for equal", () => {
  const { full, free, claim } = sample(1, 1, (value) => 1e5 * value);
  const row = Array.from({ length: CLASSES }, (_, k) => full[k * CLASSES + k]!);
  for (const k of [0, 9]) {
    const expected = k === free(full)[0] ? "label-free" : "neither";
    const verdict = explainClaim(claim(full, Float64Array.of(k)));
    assert.equal(verdict.labelFree.explains ? "label-free" : "neither", expected, String(row));
  }
});

Deno.test("storedPrecision() tells formats by the numbers", () => {
  const { full } = sample(3, 0);
  assert.equal(storedPrecision(full).format, undefined);
  assert.equal(storedPrecision(full.map(Math.fround)).format, undefined);
  assert.equal(storedPrecision(full.map(Math.f16round)).format?.name, "float16");
  assert.equal(storedPrecision(full.map(bfloat16)).format?.name, "bfloat16");
  assert.equal(storedPrecision(full.map((value) => -100 * Math.f16round(value))).format, undefined);
  // Half a step: 2^-8 between the bfloat16s from 0.5 to 1, 2^-11 between the float16s.
  assert.equal(storedPrecision(full.map(bfloat16)).slack(0.9), 2 ** -9);
  assert.equal(storedPrecision(full.map(Math.f16round)).slack(-0.9), 2 ** -12);
  assert.equal(storedPrecision(full.map(Math.f16round)).slack(0), 2 ** -25);
  assert.equal(storedPrecision([3, -1, 0]).slack(200), 0);
});

Deno.test("tiesFollowTruth() needs more than luck, and scores of other images that know nothing", () => {
  const ties = (trials: number, hits: number) => ({ trials, hits, expected: trials / 10 });
  assert.ok(Math.abs(chanceOf(ties(3, 3)) - 1e-3) < 1e-9);
  assert.equal(chanceOf(ties(10, 1)), 1);
  assert.deepEqual([1, 2, 3, 10].map((n) => tiesFollowTruth(ties(n, n), ties(0, 0))), [false, false, true, true]);
  assert.equal(tiesFollowTruth(ties(1000, 120), ties(0, 0)), false);
  assert.equal(tiesFollowTruth(ties(1000, 200), ties(500, 52)), true);
  assert.equal(tiesFollowTruth(ties(1000, 1000), ties(5, 5)), false);
});

Deno.test("claimOf() takes scores that are whole numbers by type", () => {
  const array = (values: number[], shape: number[], integers = true) => ({
    fileName: "a",
    shape,
    integers,
    values: Float64Array.from(values),
  });
  const claim = claimOf(array([3, 0, 1, 2], [1, 2, 2]), array([1], [1]), array([0], [1]));
  assert.equal(explainClaim(claim).verdict, "label-free");
});
