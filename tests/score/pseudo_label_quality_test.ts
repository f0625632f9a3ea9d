import assert from "node:assert/strict";
import fc from "fast-check";
import { pseudoLabelQuality } from "../../lib/score/pseudo_label_quality.ts";

Deno.test("pseudoLabelQuality() counts what was kept, right and wrong, by both classes", () => {
  const truth = Uint8Array.of(0, 0, 1, 1, 1, 2);
  const kept = { indices: Int32Array.of(4, 0, 2, 5), labels: Uint8Array.of(1, 0, 0, 1) };
  assert.deepEqual(pseudoLabelQuality(kept, truth, 4), {
    selected: 4,
    byClass: [2, 2, 0, 0],
    wrong: 2,
    wrongByClass: [1, 1, 0, 0],
    coverage: 4 / 6,
    coverageByClass: [1 / 2, 2 / 3, 1, null],
    precision: 1 / 2,
    precisionByClass: [1 / 2, 1 / 2, null, null],
    confusion: [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]],
  });
});

Deno.test("pseudoLabelQuality() has figures that agree with each other, whatever was kept", () => {
  const image = fc.record({ truth: fc.nat(9), label: fc.nat(9), kept: fc.boolean() });
  fc.assert(fc.property(fc.array(image, { maxLength: 60 }), (images) => {
    const indices = Int32Array.from(images.keys()).filter((n) => images[n]!.kept);
    const labels = Uint8Array.from(indices, (n) => images[n]!.label);
    const quality = pseudoLabelQuality({ indices, labels }, Uint8Array.from(images, ({ truth }) => truth));
    const wrong = images.filter(({ truth, label, kept }) => kept && truth !== label).length;
    assert.deepEqual([quality.selected, quality.wrong], [indices.length, wrong]);
    assert.equal(quality.confusion.flat().reduce((sum, count) => sum + count, 0), indices.length);
    assert.equal(quality.wrongByClass.reduce((sum, count) => sum + count, 0), wrong);
    assert.equal(quality.precision, indices.length === 0 ? null : (indices.length - wrong) / indices.length);
  }));
});
