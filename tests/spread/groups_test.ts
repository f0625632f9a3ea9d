import assert from "node:assert/strict";
import { findGroups } from "../../lib/spread/groups.ts";
import { labelsBearOut, nameGroups, withNames } from "../../lib/spread/name_groups.ts";
import { symmetricGraph } from "../../lib/graph/sparse_graph.ts";
import { sampleNeighbours } from "../graph/samples.ts";

const COUNT = 701;
/** Image i is of group i % 10; the last has no neighbour. */
const graph = symmetricGraph(sampleNeighbours(COUNT, 6, 3));
const groups = findGroups(graph, 10, 0);
const allOf = (labelled: readonly number[]) => ({
  indices: labelled,
  labels: labelled.map((image) => image % 10),
  classes: 10,
});

Deno.test("findGroups() finds ten groups, without a label, on which partitions agree", () => {
  const { names } = nameGroups(groups, allOf(Array.from({ length: 100 }, (_, image) => image)));
  for (const { labels, confidences } of [groups.agreed, groups.walked]) {
    const wrong = labels.filter((group, image) => names[group] !== image % 10).length;
    assert.ok(wrong <= 5, `${wrong} wrong`);
    assert.ok(confidences.every((confidence) => confidence > 0.1 - 1e-6 && confidence <= 1 + 1e-6));
  }
  assert.ok(groups.agreement > 0.99);
  for (let image = 0; image < COUNT; image++) {
    const row = groups.memberships.subarray(image * 10, image * 10 + 10);
    assert.ok(Math.abs(row.reduce((sum, share) => sum + share) - 1) < 1e-5);
    assert.equal(row[groups.walked.labels[image]!], Math.max(...row));
  }
  assert.deepEqual(findGroups(graph, 10, 0), groups, "the same for the same seed");
});

Deno.test("nameGroups() names groups by one label each, and a labelled image in the wrong group is outvoted", () => {
  const home = (image: number) => groups.walked.labels[image]!;
  const labelled = allOf([20, 31, 42, 53, 64, 75, 86, 97, 108, 119]);
  const named = nameGroups(groups, labelled);
  named.names.forEach((name, group) => assert.equal(home(20 + 11 * name), group));
  assert.deepEqual([named.contradicting, named.images.reduce((a, b) => a + b)], [0, COUNT]);

  // The only labelled three is an image of group 7 that leans to group 3, less than the labelled seven does to its own.
  const memberships = groups.memberships.slice();
  const stray = 67;
  memberships.fill(0, stray * 10, stray * 10 + 10);
  memberships[stray * 10 + home(97)] = 0.55;
  memberships[stray * 10 + home(53)] = 0.45;
  const strayed = { indices: labelled.indices.with(3, stray), labels: labelled.labels, classes: 10 };
  const outvoted = nameGroups({ ...groups, memberships }, strayed);
  assert.deepEqual(outvoted.names, named.names);
  assert.equal(outvoted.contradicting, 1);
  assert.deepEqual(outvoted.labelled[home(97)], [0, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
  assert.deepEqual(outvoted.labelled[home(53)], new Array(10).fill(0));
});

Deno.test("nameGroups() leaves groups their numbers where no image is labelled", () => {
  const { names, contradicting } = nameGroups(groups, allOf([]));
  assert.deepEqual([names, contradicting], [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 0]);
});

Deno.test("labelsBearOut() forgives two strays of few labelled images, and one in ten of many", () => {
  const named = nameGroups(groups, allOf([]));
  const bearOut = (contradicting: number, labels: number) =>
    labelsBearOut({ ...named, contradicting }, allOf(Array.from({ length: labels }, (_, image) => image)));
  assert.deepEqual([bearOut(2, 10), bearOut(3, 10)], [true, false]);
  assert.deepEqual([bearOut(10, 100), bearOut(11, 100)], [true, false]);
  // Of fewer than ten, as two or three classes may have, one in five.
  assert.deepEqual([bearOut(1, 4), bearOut(1, 5), bearOut(2, 9)], [false, true, false]);
});

Deno.test("withNames() gives groups their names, and labelled images what they are labelled", () => {
  const names = [7, 8, 9, 0, 1, 2, 3, 4, 5, 6];
  const found = withNames(
    { labels: Uint8Array.of(0, 1, 9), confidences: Float32Array.of(0.5, 0.25, 0.75) },
    names,
    { indices: [1], labels: [2], classes: 10 },
  );
  assert.deepEqual([[...found.labels], [...found.confidences]], [[7, 2, 6], [0.5, 1, 0.75]]);
});
