import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type NpyArray, readNpy } from "../../../lib/data/npy.ts";
import { type Claim, claimOf } from "../../../lib/score/audit/claim.ts";
import { explainClaim } from "../../../lib/score/audit/explain_claim.ts";
import { sampleCosines, sampleLabels } from "./samples.ts";

const fixture = (name: string) => readNpy(fileURLToPath(new URL(`../../fixtures/npy/${name}.npy`, import.meta.url)));

async function claimed(scores: string, labels: string, predictions: string) {
  return explainClaim(claimOf(await fixture(scores), await fixture(labels), await fixture(predictions)));
}

Deno.test("explainClaim() says which score a claim follows from, whatever the layout of the files", async () => {
  for (const scores of ["scores_le_f4", "scores_be_f4", "scores_be_f8_fortran"]) {
    for (const labels of ["labels", "labels_u1", "labels_be_i2"]) {
      assert.equal((await claimed(scores, labels, "informed")).verdict, "label-informed only");
      assert.equal((await claimed(scores, labels, "informed_u1")).verdict, "label-informed only");
      assert.equal((await claimed(scores, labels, "free")).verdict, "label-free");
      assert.equal((await claimed(scores, labels, "free_be_i4")).verdict, "label-free");
      assert.equal((await claimed(scores, labels, "neither")).verdict, "neither");
    }
  }
});

Deno.test("explainClaim() says what the claim is worth without the label", async () => {
  const { claimed: images, right, labelInformed, labelFree } = await claimed("scores_le_f4", "labels", "informed");
  assert.equal(images, 40);
  assert.equal(labelInformed.agreeing, 40);
  assert.equal(labelInformed.right, right);
  assert.ok(labelFree.right < right);
  assert.ok(labelFree.agreeing < 40);
});

Deno.test("explainClaim() looks only at images that something was claimed of", async () => {
  const pseudo = await claimed("scores_le_f4", "labels", "free_pseudo_labels");
  assert.equal(pseudo.verdict, "label-free");
  assert.ok(pseudo.claimed > 0 && pseudo.claimed < 40);
});

Deno.test("explainClaim() sees through the constant ensemble, whose values are all equal", async () => {
  assert.equal((await claimed("constant_scores", "labels", "constant_informed")).verdict, "label-informed only");
  assert.equal((await claimed("constant_scores", "labels", "constant_first")).verdict, "label-free");
  assert.equal((await claimed("constant_scores", "labels", "constant_last")).verdict, "label-free");
});

function sampleClaim(images: number, predict: (n: number, claim: Omit<Claim, "predictions">) => number): Claim {
  const labels = Float64Array.from(sampleLabels(images));
  const scores = Float64Array.from(sampleCosines(sampleLabels(images), 0.3).values);
  const rest = { images, classes: 10, scores, labels };
  return { ...rest, predictions: labels.map((_, n) => predict(n, rest)) };
}

function ranked(n: number, { scores }: Pick<Claim, "scores">): number[] {
  const own = Array.from({ length: 10 }, (_, k) => scores[n * 100 + k * 10 + k]!);
  return own.map((_, k) => k).sort((a, b) => own[b]! - own[a]!);
}

Deno.test("explainClaim() forgives values that are equal but for the order of a sum, and none that are further apart", () => {
  const tied = (images: number, swapped: number, distance: number) => {
    const claim = sampleClaim(images, (n, rest) => ranked(n, rest)[0]!);
    for (let n = 0; n < swapped; n++) {
      const [first, second] = ranked(n, claim) as [number, number];
      claim.scores[n * 100 + second * 11] = claim.scores[n * 100 + first * 11]! * (1 - distance);
      claim.predictions[n] = second;
    }
    return explainClaim(claim);
  };
  for (const [images, swapped] of [[1, 1], [10, 1], [900, 1], [900, 7], [1000, 2]] as const) {
    const { verdict, labelFree } = tied(images, swapped, 5e-7);
    assert.equal(verdict, "label-free", `${swapped} of ${images}`);
    assert.equal(labelFree.agreeing + labelFree.nearTies, images);
    assert.equal(labelFree.nearTies, swapped, `${swapped} of ${images}`);
  }
  // Found again and again at distances that no rounding of all scores to two bytes accounts for.
  for (const distance of [3e-6, 1e-4]) assert.equal(tied(900, 7, distance).verdict, "neither", String(distance));
});

Deno.test("explainClaim() does not forgive one prediction that follows from nothing", () => {
  const claim = sampleClaim(2000, (n, rest) => ranked(n, rest)[n === 5 ? 9 : 0]!);
  assert.equal(explainClaim(claim).verdict, "neither");
});

Deno.test("explainClaim() is content where both scores explain the claim", () => {
  const claim = sampleClaim(50, (n) => n % 10);
  const scores = claim.scores.map((_, i) => Math.floor(i / 10) % 10 === Math.floor(i / 100) % 10 ? 1 : 0);
  const verdict = explainClaim({ ...claim, scores });
  assert.deepEqual([verdict.labelInformed.explains, verdict.verdict], [true, "label-free"]);
});

Deno.test("claimOf() says which file is unusable, and why", () => {
  const array = (fileName: string, shape: number[], integers: boolean, fill = 0): NpyArray => ({
    fileName,
    shape,
    integers,
    values: new Float64Array(shape.reduce((product, size) => product * size, 1)).fill(fill),
  });
  const scores = array("s", [4, 3, 3], false);
  const labels = array("y", [4], true);
  const predictions = array("p", [4], true);
  assert.equal(claimOf(scores, labels, predictions).classes, 3);
  const wrong: [NpyArray, NpyArray, NpyArray, RegExp][] = [
    [array("s", [4, 9], false), labels, predictions, /^TypeError: Reading s: found shape \[4, 9\], wanted \[N, K, C\]/],
    [array("s", [4, 2, 3], false), labels, predictions, /found shape \[4, 2, 3\], wanted one member for each/],
    [array("s", [0, 3, 3], false), array("y", [0], true), array("p", [0], true), /wanted at least one image/],
    [array("s", [4, 3, 3], false, NaN), labels, predictions, /^RangeError: Reading s: found NaN at element 0/],
    [scores, array("y", [5], true), predictions, /^TypeError: Reading y: found shape \[5\], wanted \[4\]/],
    [scores, array("y", [4, 1], true), predictions, /found shape \[4, 1\]/],
    [scores, array("y", [4], false), predictions, /Reading y: found floating point, wanted integers/],
    [scores, array("y", [4], true, 3), predictions, /Reading y: found class 3 at index 0, wanted 0 to 2/],
    [scores, array("y", [4], true, -1), predictions, /Reading y: found class -1 at index 0, wanted 0 to 2/],
    [scores, labels, array("p", [4], true, 7), /Reading p: found class 7 at index 0, wanted -1 to 2/],
    [scores, labels, array("p", [4], true, -1), /Reading p: found -1 for every image, wanted some claim/],
  ];
  for (const [s, y, p, message] of wrong) assert.throws(() => claimOf(s, y, p), message);
});
