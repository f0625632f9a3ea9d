import assert from "node:assert/strict";
import { IMAGE_PIXELS, IMAGE_SIDE } from "../../lib/data/dataset.ts";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import { decodeLeakFreeWeights } from "../../lib/ensemble/leak_free_weights.ts";
import { prepareDigit } from "../../lib/pictures/prepare_digit.ts";
import { strokeWidth } from "../../lib/pictures/stroke_width.ts";
import { networkProbabilities } from "../../lib/report/client/network_forward.ts";
import { type Stroke, strokesPicture } from "../../lib/report/client/strokes.ts";
import { networkShape } from "../../lib/report/try_it_networks.ts";
import { scriptedDrawings } from "./scripted_drawings.ts";

const framed = (strokes: readonly Stroke[]) => prepareDigit(strokesPicture(strokes), "the drawing");
const drawings = scriptedDrawings();

Deno.test("of 480 scripted drawings, tiny to large, thin and thick, the pad's network reads 97 % rightly; half of each shape's styles are tried", () => {
  const file = new URL("../../reports/sample/both/weights.safetensors", import.meta.url);
  const { model, draws } = decodeLeakFreeWeights(Deno.readFileSync(file), "weights.safetensors")!;
  const shape = networkShape(model!);
  assert.equal(drawings.length, 480);
  const tried = drawings.filter((_, i) => (Math.floor(i / 16) + i) % 2 === 0);
  const misread = tried.flatMap(({ digit, name, strokes }) => {
    const pixels = Float32Array.from(framed(strokes), (byte) => byte / 255);
    const shares = networkProbabilities(shape, draws[0]!.members, pixels);
    const answer = shares.indexOf(Math.max(...shares));
    return answer === digit ? [] : [`${name}: ${answer}`];
  });
  assert.ok(misread.length <= 0.03 * tried.length, `${misread.length} of ${tried.length}: ${misread.join("; ")}`);
});

Deno.test("a drawing is the same picture wherever and however large it is drawn", () => {
  for (const { name, strokes } of drawings.filter((_, i) => i % 61 === 0)) {
    const expected = strokesPicture(strokes).rgba;
    for (const [scale, right, down] of [[0.5, 0.4, 0.1], [1, -0.3, 0.2], [3, 0, 0]] as const) {
      const moved = strokes.map((stroke) => stroke.map(({ x, y }) => ({ x: scale * x + right, y: scale * y + down })));
      // Rounding may tip a grey by one.
      const found = strokesPicture(moved).rgba;
      assert.ok(expected.every((value, at) => Math.abs(value - found[at]!) <= 1), `${name}, ${scale}`);
    }
  }
});

Deno.test("drawings have strokes as wide as MNIST's", async () => {
  const { pixels } = (await loadMnistPackage()).train.images;
  const widthOf = (image: Uint8Array) =>
    strokeWidth(Uint8Array.from(image, (value) => Number(value > 127)), IMAGE_SIDE);
  const median = (widths: number[]) => widths.sort((a, b) => a - b)[Math.floor(widths.length / 2)]!;
  const images = Array.from({ length: 2000 }, (_, i) => pixels.subarray(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS));
  // Those gone over twice are thick on purpose.
  const drawn = drawings.filter(({ name }, i) => i % 7 === 0 && !name.endsWith("thick")).map(({ strokes }) =>
    framed(strokes)
  );
  assert.ok(Math.abs(median(images.map(widthOf)) - median(drawn.map(widthOf))) < 0.1);
});

Deno.test("what is no digit is refused on the pad as in a file", () => {
  const line = (x: number, y: number, toX: number, toY: number): Stroke => [{ x, y }, { x: toX, y: toY }];
  const refused = [
    [[[{ x: 0.5, y: 0.5 }]], "a filled shape"],
    [[line(0.5, 0.5, 0.505, 0.502)], "a filled shape"],
    [[line(0.2, 0.2, 0.2, 0.8), line(0.7, 0.2, 0.7, 0.8)], "2 separate marks as tall as digits"],
  ] as const;
  for (const [strokes, found] of refused) {
    assert.throws(() => framed(strokes), {
      name: "RangeError",
      message: `Reading the drawing: found ${found}, wanted one digit on a plain background`,
    });
  }
});
