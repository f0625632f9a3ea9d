import assert from "node:assert/strict";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import { evenWidth } from "../../lib/graph/even_width.ts";
import { inputForms } from "../../lib/graph/input_forms.ts";

/** u8 [28, 28]: a bar of full ink between two columns, both among it, in rows 4 to 23. */
function bar(from: number, to: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: 784 }, (_, at) => {
    const [row, column] = [Math.floor(at / 28), at % 28];
    return row >= 4 && row < 24 && column >= from && column <= to ? 255 : 0;
  });
}

function columns(image: Uint8Array): { ink: number; mean: number; deviation: number } {
  const sums = Array.from(
    { length: 28 },
    (_, column) => image.reduce((sum, value, at) => at % 28 === column ? sum + value : sum, 0),
  );
  const ink = sums.reduce((a, b) => a + b);
  const mean = sums.reduce((sum, value, column) => sum + value * column, 0) / ink;
  return {
    ink,
    mean,
    deviation: Math.sqrt(sums.reduce((sum, value, column) => sum + value * (column - mean) ** 2, 0) / ink),
  };
}

Deno.test("evenWidth() brings ink to a deviation of 4.2 columns, about the middle, and leaves rows alone", () => {
  // Twice as far from the middle as it goes: bars of 7 to 20 columns need less than the most.
  for (const [from, to] of [[10, 16], [7, 20], [4, 23], [2, 14]] as const) {
    const { mean, deviation } = columns(evenWidth(bar(from, to)));
    assert.ok(Math.abs(deviation - 4.2) < 0.1, `${from} to ${to}: ${deviation}`);
    assert.ok(Math.abs(mean - 13.5) < 0.01, `${from} to ${to}: ${mean}`);
  }
  const even = evenWidth(bar(10, 16));
  for (let row = 0; row < 28; row++) {
    assert.equal(even.subarray(row * 28, row * 28 + 28).some((value) => value > 0), row >= 4 && row < 24, `row ${row}`);
  }
});

Deno.test("evenWidth() stretches a stroke no further than its limit, and leaves an empty image empty", () => {
  const stroke = columns(evenWidth(bar(13, 14)));
  // Two columns have a deviation of a half; stretched by 1 / 0.35, with slopes beside them.
  assert.ok(stroke.deviation > 1.2 && stroke.deviation < 2.2, `${stroke.deviation}`);
  assert.deepEqual(evenWidth(new Uint8Array(784)), new Uint8Array(784));
});

Deno.test("evenWidth() knows no image but the one it works on, and pixel values by hand", async () => {
  const one = new Uint8Array(784);
  // Ink at columns 12 and 16 of row 14: mean 14, deviation 2, factor 2 / 4.2.
  one[14 * 28 + 12] = 210;
  one[14 * 28 + 16] = 210;
  const row = evenWidth(one).subarray(14 * 28, 15 * 28);
  const wanted = Array.from({ length: 28 }, (_, column) => {
    const at = 14 + (column - 13.5) * 2 / 4.2;
    return Math.round(210 * (Math.max(0, 1 - Math.abs(at - 12)) + Math.max(0, 1 - Math.abs(at - 16))));
  });
  assert.deepEqual([...row], wanted);
  const { test } = await loadMnistPackage();
  const pixels = test.images.pixels.slice(0, 5 * 784);
  const all = evenWidth(pixels);
  for (let i = 0; i < 5; i++) {
    assert.deepEqual(evenWidth(pixels.subarray(i * 784, (i + 1) * 784)), all.slice(i * 784, (i + 1) * 784));
  }
  assert.deepEqual(inputForms(pixels), [pixels, all]);
});
