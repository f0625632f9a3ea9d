import assert from "node:assert/strict";
import { CheckEvaluator } from "../../lib/score/check_evaluator.ts";
import { wilsonInterval } from "../../lib/statistics/wilson.ts";

const truth = new Map([[4, "b"], [0, "a"], [1, "b"], [2, "b"], [3, "c"]]);

Deno.test("a check counts pictures whose label was not given, tells what was taken for what, and answers once", () => {
  const evaluator = new CheckEvaluator(truth);
  const scores = evaluator.evaluate(["a", "a", "a", "a", "b", "z"], new Set([4]));
  assert.deepEqual(scores, {
    pictures: 4,
    wrong: 3,
    interval: wilsonInterval(3, 4),
    mistakes: [{ truth: "b", label: "a", pictures: 2 }, { truth: "c", label: "a", pictures: 1 }],
    wrongPictures: [{ index: 1, truth: "b" }, { index: 2, truth: "b" }, { index: 3, truth: "c" }],
    leftOut: 1,
  });
  assert.throws(
    () => evaluator.evaluate(["a"], new Set()),
    /found a second call, wanted one, after the last decision$/,
  );
});

Deno.test("a check of nothing but given labels says so", () => {
  assert.throws(
    () => new CheckEvaluator(truth).evaluate(["a"], new Set(truth.keys())),
    /wanted labels of other pictures$/,
  );
});
