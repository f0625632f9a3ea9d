import assert from "node:assert/strict";
import fc from "fast-check";
import { drawLabelled, drawUpTo } from "../../lib/data/draw.ts";
import { TorchGenerator } from "../../lib/random/torch_generator.ts";

/** Reverses, and notes the lengths asked for. */
function reversing(): { randperm(n: number): Int32Array; lengths: number[] } {
  const lengths: number[] = [];
  return {
    lengths,
    randperm(n: number): Int32Array {
      lengths.push(n);
      return Int32Array.from({ length: n }, (_, index) => n - 1 - index);
    },
  };
}

Deno.test("drawLabelled() takes one permutation a class, in order, of all its items", () => {
  const labels = Uint8Array.from({ length: 35 }, (_, index) => index % 10);
  const generator = reversing();
  const drawn = drawLabelled(labels, 2, generator);
  assert.deepEqual(generator.lengths, [4, 4, 4, 4, 4, 3, 3, 3, 3, 3]);
  assert.deepEqual(drawn[0], [30, 20]);
  assert.deepEqual(drawn[9], [29, 19]);
});

Deno.test("drawLabelled() and drawUpTo() draw different items of the right class", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ max: 9, maxLength: 200 }),
      fc.integer({ min: 1, max: 20 }),
      fc.nat(),
      (labels, most, seed) => {
        const drawn = drawUpTo(labels, most, new TorchGenerator(seed));
        const counts = Array.from({ length: 10 }, (_, digit) => labels.filter((found) => found === digit).length);
        assert.deepEqual(drawn.map((row) => row.length), counts.map((count) => Math.min(count, most)));
        drawn.forEach((row, digit) => {
          assert.equal(new Set(row).size, row.length);
          assert.ok(row.every((index) => labels[index] === digit));
        });
        if (counts.every((count) => count >= most)) {
          assert.deepEqual(drawLabelled(labels, most, new TorchGenerator(seed)), drawn);
        }
      },
    ),
    { numRuns: 60, seed: 1 },
  );
});

Deno.test("drawLabelled() names a class with too few items and leaves the generator alone", () => {
  const labels = Uint8Array.from({ length: 39 }, (_, index) => index % 10);
  const generator = reversing();
  assert.throws(() => drawLabelled(labels, 4, generator), {
    name: "RangeError",
    message: "Drawing labelled images: found 3 of class 9, wanted at least 4",
  });
  assert.deepEqual(generator.lengths, []);
  assert.equal(drawUpTo(labels, 4, generator)[9]!.length, 3);
});

Deno.test("the draws refuse labels above 9 and counts below 1", () => {
  assert.throws(() => drawUpTo(Uint8Array.of(1, 12), 1, reversing()), {
    name: "RangeError",
    message: "Drawing images by class: found label 12 at index 1, wanted 0 to 9",
  });
  for (const draw of [drawLabelled, drawUpTo]) {
    for (const perClass of [0, -1, 2.5]) {
      assert.throws(() => draw(Uint8Array.of(1), perClass, reversing()), {
        name: "RangeError",
        message: `Drawing images by class: found ${perClass} a class, wanted a whole number of at least 1`,
      });
    }
  }
});
