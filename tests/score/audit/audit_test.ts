import assert from "node:assert/strict";
import fc from "fast-check";
import { auditScorer, type ScorerUnderAudit } from "../../../lib/score/audit/audit_scorer.ts";
import { accuracyOf, chanceInterval } from "../../../lib/score/audit/chance.ts";
import { constantEnsemble } from "../../../lib/score/audit/constant_ensemble.ts";
import { runControls } from "../../../lib/score/audit/controls.ts";
import { noiseImages, permuteImages, randomPermutation } from "../../../lib/score/audit/permutation.ts";
import { refusals } from "../../../lib/score/audit/signature.ts";
import { labelFreePredictions } from "../../../lib/score/label_free.ts";
import { labelInformedScores } from "../../../lib/score/label_informed.ts";
import { AXES, sampleAudit, sampleCosines, sampleLabels } from "./samples.ts";

const informed: ScorerUnderAudit = (cosines, labels) => labelInformedScores(cosines, labels).predictions;
const free: ScorerUnderAudit = (cosines) => labelFreePredictions(cosines);

Deno.test("auditScorer() passes the honest scorer, be its models good or bad", () => {
  for (const skill of [0, 0.3, 1]) {
    const input = sampleAudit(1000, skill);
    const audit = auditScorer(free, input);
    assert.equal(audit.honest, true, `skill ${skill}`);
    assert.equal(audit.changedByLabels, 0);
    assert.equal(audit.findings.length, 4);
  }
});

Deno.test("auditScorer() catches the notebook's scorer, whether its models are good or bad", () => {
  for (const skill of [0, 0.3, 1]) {
    const audit = auditScorer(informed, sampleAudit(1000, skill));
    assert.equal(audit.honest, false, `skill ${skill}`);
    assert.ok(audit.findings.every(({ accuracy, chance }) => accuracy > chance.upper));
    assert.ok(audit.changedByLabels > 800);
  }
});

Deno.test("auditScorer() catches a scorer that peeks at one label in fifty", () => {
  const peeking: ScorerUnderAudit = (cosines, labels) =>
    free(cosines, labels).map((prediction, n) => n % 50 === 0 ? labels[n]! : prediction);
  const audit = auditScorer(peeking, sampleAudit(1000, 0.6));
  assert.equal(audit.honest, false);
  assert.ok(audit.changedByLabels > 0 && audit.changedByLabels <= 20);
});

Deno.test("runControls() holds for models of the notebook's kind and names each control once", () => {
  const controls = runControls(sampleAudit(1000, 0.3));
  assert.deepEqual(controls.map(({ name }) => name), [
    "constant ensemble",
    "noise images",
    "permuted labels",
    "permuted images",
    "signature check",
  ]);
  assert.deepEqual(controls.filter(({ passed }) => !passed), []);
  assert.equal(controls[0]!.observed.labelInformedAccuracy, 1);
});

Deno.test("runControls() fails where the label-informed score does not follow the label", () => {
  const input = sampleAudit(1000, 0.3);
  // Members that answer the next class's vector: handing the label to the scorer then helps nobody.
  const values = input.cosines.values.slice();
  for (let row = 0; row < values.length; row += 10) {
    const own = row / 10 % 10;
    [values[row + own], values[row + (own + 1) % 10]] = [values[row + (own + 1) % 10]!, values[row + own]!];
  }
  const controls = runControls({ ...input, cosines: { ...input.cosines, values } });
  const failed = controls.filter(({ passed }) => !passed).map(({ name }) => name);
  assert.deepEqual(failed, ["permuted labels", "permuted images"]);
});

Deno.test("runControls() refuses labels that do not fit the images", () => {
  const input = sampleAudit(100, 0.3);
  assert.throws(() => runControls({ ...input, labels: input.labels.slice(1) }), {
    name: "TypeError",
    message: /^Auditing a scorer: 99 labels, 100 images and 50 pictures of noise found/,
  });
  const noiseCosines = sampleCosines(sampleLabels(101), 0);
  assert.throws(() => runControls({ ...input, noiseCosines }), /101 pictures of noise found/);
});

Deno.test("the constant ensemble is always right label-informed, and label-free right for one class at most", () => {
  for (const counts of [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [10, 0, 0, 0, 0, 0, 0, 0, 0, 30]]) {
    const labels = Uint8Array.from(counts.flatMap((count, label) => new Array<number>(count).fill(label)));
    const cosines = constantEnsemble(AXES, labels.length);
    assert.equal(accuracyOf(informed(cosines, labels), labels), 1);
    assert.equal(new Set(free(cosines, labels)).size, 1);
  }
});

Deno.test("refusals() finds every attempt to hand labels over refused", () => {
  const labels = sampleLabels(20);
  assert.equal(refusals(sampleCosines(labels, 0.5), labels), 3);
});

Deno.test("the compiler does not let labels reach the label-free scorer", () => {
  const labels = sampleLabels(20);
  const cosines = sampleCosines(labels, 0.5);
  // @ts-expect-error: a second argument
  assert.throws(() => labelFreePredictions(cosines, labels), /a label must not reach this scorer/);
});

Deno.test("chanceInterval() holds what permuted labels give, and its middle is their mean", () => {
  const predictions = sampleLabels(300).map((label, n) => n % 3 === 0 ? 0 : label);
  const labels = sampleLabels(300).map((label) => label < 4 ? 1 : label);
  const interval = chanceInterval(predictions, labels, 10);
  const accuracies = Array.from({ length: 400 }, (_, seed) => {
    const order = randomPermutation(300, seed, 1);
    return accuracyOf(predictions, labels.map((_, n) => labels[order[n]!]!));
  });
  assert.ok(accuracies.every((accuracy) => accuracy > interval.lower && accuracy < interval.upper));
  const mean = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
  const deviation = Math.sqrt(
    accuracies.reduce((sum, accuracy) => sum + (accuracy - mean) ** 2, 0) / accuracies.length,
  );
  assert.ok(Math.abs(mean - (interval.lower + interval.upper) / 2) < 4 * deviation / Math.sqrt(accuracies.length));
  assert.ok(Math.abs((interval.upper - interval.lower) / 8 / deviation - 1) < 0.15);
});

Deno.test("randomPermutation() gives every index once, the same ones for the same seed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), fc.nat(), (count, seed) => {
      const order = randomPermutation(count, seed, 5);
      assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: count }, (_, i) => i));
      assert.deepEqual(randomPermutation(count, seed, 5), order);
    }),
    { numRuns: 30 },
  );
  assert.notDeepEqual(randomPermutation(50, 1, 5), randomPermutation(50, 1, 6));
});

Deno.test("permuteImages() takes a picture's predictions along with it", () => {
  const cosines = sampleCosines(sampleLabels(60), 0.5);
  const order = randomPermutation(60, 2, 5);
  const before = labelFreePredictions(cosines);
  assert.deepEqual([...labelFreePredictions(permuteImages(cosines, order))], [...order].map((n) => before[n]!));
});

Deno.test("noiseImages() draws all greys about equally often, another picture each time", () => {
  const { count, pixels } = noiseImages(20, 7);
  assert.equal(pixels.length, 20 * 784);
  assert.deepEqual(noiseImages(20, 7).pixels, pixels);
  assert.notDeepEqual(noiseImages(20, 8).pixels, pixels);
  assert.notDeepEqual(pixels.slice(0, 784), pixels.slice(784, 1568));
  const mean = pixels.reduce((sum, grey) => sum + grey, 0) / pixels.length;
  assert.ok(Math.abs(mean - 127.5) < 4 * 74 / Math.sqrt(pixels.length));
  assert.equal(new Set(pixels).size, 256);
  assert.equal(count, 20);
});
