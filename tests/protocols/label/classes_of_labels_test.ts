import assert from "node:assert/strict";
import { classesOfLabels } from "../../../lib/protocols/label/classes_of_labels.ts";

const letters = (count: number) => Array.from({ length: count }, (_, i) => `letter ${i}`);

Deno.test("classesOfLabels() has as many classes as labels name, 2 to 64, and ten where they name none", () => {
  for (const count of [2, 6, 26, 64]) {
    assert.deepEqual(classesOfLabels(letters(count), 0), { count, names: letters(count) });
  }
  assert.deepEqual(classesOfLabels([], 0), { count: 10, names: [] });
  assert.deepEqual(classesOfLabels([], 26), { count: 26, names: [] });
});

Deno.test("classesOfLabels() calls classes without a label unnamed, by names that are free", () => {
  assert.deepEqual(classesOfLabels(["a", "unnamed 1"], 4), {
    count: 4,
    names: ["a", "unnamed 1", "unnamed 2", "unnamed 3"],
  });
  assert.deepEqual(classesOfLabels(["a"], 2).names, ["a", "unnamed 1"]);
});

Deno.test("classesOfLabels() refuses one class alone, more than 64, and fewer than are named", () => {
  const refused = (named: string[], wanted: number, message: RegExp) =>
    assert.throws(() => classesOfLabels(named, wanted), { name: "RangeError", message });
  refused(["a"], 0, /^Reading --labels: found one class alone, a, wanted labels of at least two, or --classes N$/);
  refused(letters(65), 0, /^Reading --labels: found 65 classes \(letter 0, .*letter 11, …\), wanted 2 to 64$/);
  refused(letters(3), 2, /^Reading --classes: found 2, wanted at least the 3 that --labels names \(letter 0, /);
});
