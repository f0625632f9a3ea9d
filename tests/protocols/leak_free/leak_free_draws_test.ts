import assert from "node:assert/strict";
import golden from "../../golden/notebook_seed_0.json" with { type: "json" };
import { loadMnistPackage } from "../../../lib/data/mnist_package.ts";
import { chooseDraws } from "../../../lib/protocols/leak_free/leak_free_draws.ts";

const OPTIONS = { draws: 1, drawSeed: 0, labelsPerClass: 10, labelledIndices: "" };

Deno.test("chooseDraws() gives the notebook's own 100 images for seed 0", async () => {
  const { train } = await loadMnistPackage();
  const [draw] = await chooseDraws(OPTIONS, train.labels, 10);
  assert.deepEqual(draw!.byClass, golden.labelled_train_indices_by_digit);
  assert.deepEqual(draw!.labelled.indices, golden.labelled_train_indices_by_digit.flat());
  draw!.labelled.indices.forEach((index, i) => assert.equal(draw!.labelled.labels[i], train.labels[index]));
});

Deno.test("chooseDraws() makes draw i with the draw seed + i, and as many labels as asked for", async () => {
  const { train } = await loadMnistPackage();
  const draws = await chooseDraws({ ...OPTIONS, draws: 3, drawSeed: 7, labelsPerClass: 2 }, train.labels, 10);
  assert.deepEqual(draws.map(({ drawSeed }) => drawSeed), [7, 8, 9]);
  const [alone] = await chooseDraws({ ...OPTIONS, drawSeed: 8, labelsPerClass: 2 }, train.labels, 10);
  assert.deepEqual(draws[1], alone);
  assert.notDeepEqual(draws[0]!.byClass, draws[1]!.byClass);
  assert.ok(draws.every(({ byClass }) => byClass.length === 10 && byClass.every((row) => row.length === 2)));
});
