import assert from "node:assert/strict";
import { ReproduceOptions } from "../../lib/config/options.ts";
import { LEAK_FREE_NETWORK } from "../../lib/ensemble/network.ts";
import { plannedSteps } from "../../lib/protocols/planned_steps.ts";

const MNIST = { trainImages: 60_000, testImages: 10_000 };
const network = { network: LEAK_FREE_NETWORK, members: 1, steps: 1875 };
const leakFree = { ...MNIST, network, graphIsKept: true };

Deno.test("plannedSteps() names the steps of each protocol in their order", () => {
  const names = (given: object, ground: object) =>
    plannedSteps(ReproduceOptions.parse(given), { ...MNIST, seeds: 0, ...ground }).map(({ name }) => name);
  const ofNotebook = [
    ...["Preparing models", "Stage 1", "Pseudo-labels", "Stage 1 on test images", "Stage 2"],
    ...["Stage 2 on test images", "Stage 2 on training images", "Audit"],
  ];
  const ofLeakFree = ["Graph", "Groups", "Preparing networks", "Networks", "Predictions", "Baselines", "Evaluation"];
  assert.deepEqual(names({}, { seeds: 1, leakFree }), [...ofNotebook, ...ofLeakFree]);
  assert.deepEqual(names({ seeds: "0..9" }, { seeds: 10 }), ["Preparing models", "10 seeds", "Audit"]);
  assert.equal(names({ protocol: "corrected" }, { seeds: 1 }).includes("Audit"), false);
  const plain = { ...leakFree, network: undefined };
  assert.deepEqual(names({ labelsPerClass: 0 }, { leakFree: plain }), ["Graph", "Groups", "Evaluation"]);
});

Deno.test("plannedSteps() knows that a graph that is kept is read, and that networks cost by draws and steps", () => {
  const cost = (name: string, given: object, ground: object = {}) =>
    plannedSteps(ReproduceOptions.parse(given), { ...MNIST, seeds: 0, leakFree: { ...leakFree, ...ground } })
      .find((step) => step.name === name)!.costMs;
  assert.ok(cost("Graph", {}) < cost("Graph", {}, { graphIsKept: false }) / 20);
  assert.ok(cost("Networks", { draws: 9 }) >= 5 * cost("Networks", {}));
  assert.equal(cost("Networks", {}, { network: { ...network, steps: 3750 } }), 2 * cost("Networks", {}));
});
