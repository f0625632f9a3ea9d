import assert from "node:assert/strict";
import { NO_LABEL, propagate, PROPAGATION_SETTINGS, seedLabels } from "../../../lib/spread/propagation.ts";
import { symmetricGraph } from "../../../lib/graph/sparse_graph.ts";
import { digitMap, mapRecord } from "../../../lib/protocols/leak_free/digit_map.ts";
import { LabelMap } from "../../../lib/record/record.ts";
import { mapScores } from "../../../lib/score/label_map.ts";
import { sampleNeighbours } from "../../graph/samples.ts";

const COUNT = 2801;
const graph = symmetricGraph(sampleNeighbours(COUNT, 6, 3));
const labelled = Array.from({ length: 10 }, (_, digit) => [1001 + 10 * digit - (1001 % 10) + digit, 11 + 10 * digit]);
const indices = labelled.flat();
const given = { indices, labels: labelled.flatMap((row, digit) => row.map(() => digit)), classes: 10 };
const settings = { ...PROPAGATION_SETTINGS, firstSteps: 5, secondSteps: 2 };
const way = "spreading";
const watched = [{
  step: 0,
  labels: new Uint8Array(COUNT).fill(NO_LABEL).map((label, n) => indices.includes(n) ? n % 10 : label),
}];

Deno.test("digitMap() chooses images evenly, and all labelled ones, whatever their labels", () => {
  const propagated = { way, ...propagate(graph, given, settings), watched } as const;
  const map = digitMap(graph, labelled, propagated);
  assert.ok(indices.every((index) => map.indices.includes(index)));
  assert.ok(map.indices.every((index, i) => i === 0 || index > map.indices[i - 1]!), "rising");
  assert.ok(map.indices.length >= 1400 && map.indices.length <= 1420);
  assert.deepEqual(map.steps.map(({ stage, step }) => [stage, step]), [
    ["first pass", 0],
    ["balanced", 0],
    ["second pass", 0],
  ]);
  const again = digitMap(graph, labelled, { ...propagated, first: propagated.second, watched: [] });
  assert.deepEqual([again.indices, again.x, again.y], [map.indices, map.x, map.y], "whatever was decided");
});

Deno.test("mapRecord() holds a character an image, a dot where no label has come", () => {
  const map = digitMap(graph, labelled, { way, ...propagate(graph, given, settings), watched } as const);
  const truth = Uint8Array.from({ length: COUNT }, (_, n) => n % 10);
  const scores = mapScores(map.indices, map.steps.map(({ labels }) => labels), indices, truth);
  const record = LabelMap.parse(mapRecord(map, scores));
  const [start, , end] = record.steps;
  assert.equal(start!.classes.replaceAll(".", "").length, 20);
  assert.deepEqual([start!.coverage, start!.precision], [0, null]);
  assert.equal(end!.coverage, 1);
  assert.ok(end!.precision! > 0.8);
  const place = map.indices.indexOf(indices[1]!);
  assert.equal(start!.classes[place], String(indices[1]! % 10));
  assert.equal(record.labels[place], String(indices[1]! % 10));
});

Deno.test("digitMap() shows the labelled images alone, the groups under their names, and these after their walk", () => {
  const { first, second } = propagate(graph, given, settings);
  const map = digitMap(graph, labelled, { way: "groups", first, second });
  assert.deepEqual(map.steps.map(({ stage, step }) => [stage, step]), [
    ["first pass", 0],
    ["groups", 0],
    ["second pass", 0],
  ]);
  assert.deepEqual(map.steps[0]!.labels, seedLabels(COUNT, given));
  assert.deepEqual([map.steps[1]!.labels, map.steps[2]!.labels], [first.labels, second.labels]);
});
