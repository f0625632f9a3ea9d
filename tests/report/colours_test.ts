import assert from "node:assert/strict";
import styleSource from "../../lib/report/report.css" with { type: "text" };

/** Linear light of "#rrggbb", 0 to 1. */
function linear(hex: string): number[] {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
}

/** Source: WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const light = (hex: string) => linear(hex).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i]!, 0);
  const [more, less] = [light(a), light(b)].toSorted((x, y) => y - x) as [number, number];
  return (more + 0.05) / (less + 0.05);
}

/** Source: Ottosson 2020, "A perceptual color space for image processing". */
function oklab(hex: string): number[] {
  const times = (matrix: readonly (readonly number[])[], v: readonly number[]) =>
    matrix.map((row) => row.reduce((sum, x, i) => sum + x * v[i]!, 0));
  const lms = times([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ], linear(hex)).map(Math.cbrt);
  return times([
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
  ], lms);
}

Deno.test("ten digits have ten colours that stand out from the ground and from each other, light and dark", () => {
  const valuesOf = (name: string) =>
    [...styleSource.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, "g"))].map((m) => m[1]!);
  for (const scheme of [0, 1]) {
    const surface = valuesOf("surface")[scheme]!;
    const colours = Array.from({ length: 10 }, (_, i) => valuesOf(`series-${i + 1}`)[scheme]!);
    for (const [i, colour] of colours.entries()) {
      // Source: WCAG 2.2, non-text contrast.
      assert.ok(contrast(colour, surface) >= 3, colour);
      for (const other of colours.slice(0, i)) {
        assert.ok(Math.hypot(...oklab(colour).map((x, k) => x - oklab(other)[k]!)) >= 0.1, `${colour} and ${other}`);
      }
    }
  }
});
