import assert from "node:assert/strict";
import { LeakFreeEvaluator } from "../../lib/score/leak_free_evaluator.ts";
import { passQuality } from "../../lib/score/pass_quality.ts";

const TRAIN = Uint8Array.of(0, 0, 1, 1, 2, 2);
const TEST = Uint8Array.of(0, 1, 2);

function neighbours(ids: number[]) {
  return { count: ids.length, k: 1, ids: Uint32Array.from(ids), weights: new Float32Array(ids.length).fill(0.5) };
}

function decisions() {
  const pass = (labels: number[]) => ({
    labels: Uint8Array.from(labels),
    confidences: Float32Array.from(labels, (_, i) => i / 10),
  });
  const shares = new Float32Array(3 * 10);
  [0, 1, 1].forEach((label, image) => shares[image * 10 + label] = 1);
  const graph = { training: neighbours([1, 0, 3, 4, 5, 0xffffffff]), test: neighbours([0, 2, 3]) };
  return {
    graph: { ...graph, pixels: { training: neighbours([2, 0, 3, 2, 5, 4]), test: neighbours([5, 5, 5]) } },
    map: { indices: [1, 4], steps: [[0, 255, 1, 255, 2, 255], [0, 1, 1, 1, 2, 255]].map((labels) => pass(labels)) },
    draws: [{
      labelled: [0, 2, 4],
      pseudoLabels: { first: pass([0, 0, 1, 2, 2, 1]), second: pass([0, 0, 1, 1, 2, 1]) },
      predictions: Uint8Array.of(0, 1, 1),
      votes: { classes: 10, predictions: Uint8Array.of(0, 0, 1), shares },
      memberPredictions: [Uint8Array.of(0, 1, 2), Uint8Array.of(2, 2, 2)],
      nearestPixels: Uint8Array.of(1, 0, 0),
      pixelGraph: { trainLabels: Uint8Array.of(0, 1, 1, 0, 2, 0), predictions: Uint8Array.of(0, 1, 0) },
      labelledAlone: { bent: Uint8Array.of(0, 1, 9), unbent: Uint8Array.of(0, 9, 9) },
    }],
  };
}

Deno.test("LeakFreeEvaluator scores every decision of a run", () => {
  const scores = new LeakFreeEvaluator(TRAIN, TEST, 10).evaluate(decisions());
  const [draw] = scores.draws;
  assert.equal(draw!.testErrors, 1);
  assert.equal(draw!.graphTestErrors, 2);
  assert.deepEqual(draw!.memberTestErrors, [0, 2]);
  assert.equal(draw!.nearestPixelsTestErrors, 3);
  assert.equal(draw!.pixelGraphTestErrors, 1);
  assert.equal(draw!.pixelGraphTrainErrors, 3);
  assert.deepEqual(draw!.labelledAloneTestErrors, { bent: 1, unbent: 2 });
  assert.equal(draw!.confusion[2]![1], 1);
  assert.equal(draw!.pseudoLabels.first.wrong, 2);
  assert.equal(draw!.pseudoLabels.second.wrong, 1);
  assert.equal(draw!.pseudoLabels.second.images, 3);
  assert.deepEqual(scores.sameLabel, {
    training: { nearest: 4 / 5, all: 4 / 5 },
    test: { nearest: 2 / 3, all: 2 / 3 },
  });
  assert.deepEqual(scores.pixelSameLabel.test, { nearest: 1 / 3, all: 1 / 3 });
  assert.equal(scores.allLabelsTestErrors, 1, "test image 2 is voted on by training image 3, a one");
  assert.deepEqual(scores.hardest, [{
    testIndex: 2,
    label: 2,
    wrongDraws: 1,
    draw: 0,
    predicted: 1,
    shares: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    neighbours: [{ trainIndex: 3, weight: 0.5, pseudoLabel: 1, label: 1 }],
  }]);
  assert.deepEqual(scores.map, {
    labels: [0, 2],
    steps: [{ coverage: 0, precision: null }, { coverage: 2 / 3, precision: 1 / 2 }],
  });
  // Images 0, 2 and 4 were labelled; the second pass takes 1 for a 0, 3 and 5 for a 1.
  assert.deepEqual(scores.samples.pseudoLabels, [
    { kind: "highest", indices: [1, 5, 3], labels: [0, 2, 1], predicted: [0, 1, 1], values: [0.1, 0.5, 0.3] },
    { kind: "lowest", indices: [1, 3, 5], labels: [0, 1, 2], predicted: [0, 1, 1], values: [0.1, 0.3, 0.5] },
    { kind: "wrong", indices: [5], labels: [2], predicted: [1], values: [0.5] },
  ]);
  assert.deepEqual(scores.samples.misread, { indices: [2], labels: [2], predicted: [1] });
  const cells = scores.samples.cells.flatMap((row, truth) =>
    row.flatMap((images, predicted) => images.length === 0 ? [] : [[truth, predicted, ...images]])
  );
  assert.deepEqual(cells, [[0, 0, 0], [1, 1, 1], [2, 1, 2]]);
});

Deno.test("LeakFreeEvaluator answers once, so that no decision can follow from its answer", () => {
  const evaluator = new LeakFreeEvaluator(TRAIN, TEST, 10);
  evaluator.evaluate(decisions());
  assert.throws(() => evaluator.evaluate(decisions()), /found a second call, wanted one, after the last decision/);
  assert.deepEqual(Object.keys(evaluator), [], "its labels cannot be read");
});

Deno.test("passQuality() leaves labelled images out and counts what is at least so sure", () => {
  const labels = Uint8Array.of(0, 1, 1, 1, 2, 0);
  const confidences = Float32Array.of(1, 0.96, 0.5, 0.8, 0.998, 0.4);
  const { images, wrong, byConfidence } = passQuality({ labels, confidences }, [0], TRAIN, 10);
  assert.equal(images, 5);
  assert.equal(wrong, 2);
  const at = (level: number) => byConfidence.find(({ atLeast }) => atLeast === level)!;
  assert.deepEqual([at(0).kept, at(0).wrong, at(0).precision], [5, 2, 3 / 5]);
  assert.deepEqual([at(0.5).kept, at(0.5).wrong, at(0.5).coverage], [4, 1, 4 / 5]);
  assert.deepEqual([at(0.95).kept, at(0.95).precision], [2, 1 / 2]);
  assert.deepEqual(at(0.95).precisionByClass.slice(0, 3), [null, 0, 1]);
  assert.equal(byConfidence.at(-1)!.kept, 0);
  assert.equal(byConfidence.at(-1)!.precision, null);
});
