import assert from "node:assert/strict";
import { clusteringScores, countByClass, namesForScoring, wrongOfMatched } from "../../lib/score/clustering.ts";
import { underNames } from "../../lib/score/under_names.ts";

const labels = Uint8Array.from({ length: 300 }, (_, image) => image % 10);

Deno.test("clusteringScores() gives scikit-learn's values", () => {
  // normalized_mutual_info_score and adjusted_rand_score of scikit-learn 1.2.1.
  const truth = Uint8Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2);
  const found = Uint8Array.of(0, 0, 1, 1, 1, 1, 2, 2, 0);
  const { nmi, ari } = clusteringScores(countByClass(found, truth, 3));
  assert.ok(Math.abs(nmi - 0.5895098274473048) < 1e-9, `${nmi}`);
  assert.ok(Math.abs(ari - 0.35714285714285715) < 1e-9, `${ari}`);
  assert.deepEqual(clusteringScores(countByClass(truth, truth, 3)), { nmi: 1, ari: 1 });
  assert.equal(clusteringScores(countByClass(new Uint8Array(9), truth, 3)).nmi, 0);
});

Deno.test("namesForScoring() gives every class to one group, so that most images are right", () => {
  const groups = labels.map((label, image) => image < 20 ? 0 : (label + 3) % 10);
  const names = namesForScoring(groups, labels, 10);
  assert.deepEqual(names, [7, 8, 9, 0, 1, 2, 3, 4, 5, 6]);
  // Images 0 to 19 are two of each class, two of which are right.
  assert.equal(wrongOfMatched(countByClass(groups, labels, 10)), 18);
  assert.equal(labels.filter((label, image) => names[groups[image]!] !== label).length, 18);
});

Deno.test("wrongOfMatched() gives a class to one community alone, however many there are", () => {
  const halves = labels.map((label, image) => label + (label < 2 && image >= 150 ? 10 : 0));
  assert.equal(wrongOfMatched(countByClass(halves, labels, 10)), 30);
  assert.equal(wrongOfMatched(countByClass(new Uint8Array(300), labels, 10)), 270);
});

Deno.test("underNames() puts classes in the place of groups everywhere, and leaves what is no group", () => {
  const names = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
  assert.deepEqual([...underNames(Uint8Array.of(0, 255, 9), names)], [9, 255, 0]);
  const pass = { labels: Uint8Array.of(1, 2), confidences: Float32Array.of(0.5, 1) };
  const shares = Float32Array.from({ length: 10 }, (_, group) => group);
  const draw = {
    pseudoLabels: { first: pass, second: pass, agreement: 1 },
    predictions: Uint8Array.of(4),
    votes: { classes: 10, predictions: Uint8Array.of(3), shares },
    memberPredictions: [Uint8Array.of(0)],
  };
  const named = underNames(draw, names);
  assert.deepEqual([[...named.predictions], [...named.votes.predictions], [...named.memberPredictions[0]!]], [
    [5],
    [6],
    [9],
  ]);
  assert.deepEqual([...named.votes.shares], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  assert.deepEqual([...named.pseudoLabels.second.labels], [8, 7]);
  assert.equal(named.pseudoLabels.agreement, 1);
  assert.equal(named.votes.classes, 10);
  assert.equal(underNames(draw, undefined), draw);
});
