import assert from "node:assert/strict";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import { prepareDigit } from "../../lib/pictures/prepare_digit.ts";
import { uniformAt } from "../../lib/random/counter_stream.ts";
import { type Drawn, drawn, painted } from "./drawn_pictures.ts";
import { CONDITIONS } from "./photographs.ts";

const { test } = await loadMnistPackage();
const digits = Array.from({ length: 20 }, (_, i) => test.images.pixels.slice(i * 784, (i + 1) * 784));

/** The cosine of two images. */
function likeness(a: Uint8Array, b: Uint8Array): number {
  const product = (x: Uint8Array, y: Uint8Array) => x.reduce((sum, value, at) => sum + value * y[at]!, 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

const WHITE = [255, 255, 255, 255];
const WAYS: Readonly<Record<string, Drawn>> = {
  "as it is": {},
  "enlarged, with a margin": { scale: 6, margin: 40 },
  "dark on light": { scale: 5, margin: 10, background: WHITE, ink: [10, 10, 30, 255] },
  "red on a blue as bright": { scale: 5, margin: 20, background: [40, 60, 200, 255], ink: [170, 60, 60, 255] },
  "dark on nothing": { scale: 5, margin: 9, background: [0, 0, 0, 0], ink: [0, 0, 0, 255] },
  "light on nothing": { scale: 5, margin: 9, background: [255, 255, 255, 0], ink: WHITE },
};

for (const [way, how] of Object.entries(WAYS)) {
  Deno.test(`prepareDigit() gives back MNIST's own digits, ${way}`, () => {
    for (const [i, digit] of digits.entries()) {
      const found = prepareDigit(drawn(digit, how), "file");
      // Enlarging and making small again blurs, and may move by half a pixel.
      const least = how.scale === undefined ? 0.99 : 0.8;
      assert.ok(likeness(found, digit) > least, `image ${i}: ${likeness(found, digit)}`);
    }
  });
}

Deno.test("prepareDigit() puts what it finds into 20 pixels, its centre of mass at 14", () => {
  for (const [width, height, wanted] of [[120, 30, [20, 5]], [28, 280, [2, 20]]] as const) {
    const bar = painted(400, 400, (x, y) => {
      const inside = x >= 17 && x < 17 + width && y >= 90 && y < 90 + height;
      return inside ? [200, 30, 30, 255] : [20, 90, 20, 255];
    });
    const found = prepareDigit(bar, "file");
    const ink = Array.from(found.keys()).filter((at) => found[at]! > 0);
    const [columns, rows] = [new Set(ink.map((at) => at % 28)), new Set(ink.map((at) => Math.floor(at / 28)))];
    assert.deepEqual([columns.size, rows.size], wanted);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(Math.abs(mean(ink.map((at) => at % 28)) - 14) <= 0.5);
    assert.ok(Math.abs(mean(ink.map((at) => Math.floor(at / 28))) - 14) <= 0.5);
    assert.ok(found.every((value) => value === 0 || value > 200));
  }
});

Deno.test("prepareDigit() gives one image for a drawing at any place and in any whole size", () => {
  const places = [{ scale: 2, left: 17, top: 0 }, { scale: 5, left: 1, top: 40 }, { scale: 9, left: 30, top: 30 }];
  const [first, ...others] = places.map(({ scale, left, top }) =>
    prepareDigit(
      painted(28 * scale + left + 3, 28 * scale + top + 5, (x, y) => {
        const [column, row] = [Math.floor((x - left) / scale), Math.floor((y - top) / scale)];
        const inside = column >= 0 && column < 28 && row >= 0 && row < 28;
        return [0, 0, 0, inside ? digits[0]![28 * row + column]! : 0];
      }),
      "file",
    )
  );
  for (const other of others) assert.ok(likeness(first!, other) > 0.97, String(likeness(first!, other)));
  assert.ok(likeness(first!, digits[0]!) > 0.97);
});

Deno.test("prepareDigit() keeps a hair's breadth of ink visible, and drops dirt and the paper's grain", () => {
  const ring = painted(600, 600, (x, y) => {
    const radius = Math.hypot(x - 300, y - 280);
    const grey = 225 + 16 * (uniformAt(1, x, y) - 0.5);
    const inked = Math.abs(radius - 180) < 1.5 || Math.hypot(x - 40, y - 560) < 4;
    return [...new Array<number>(3).fill(inked ? grey - 150 : grey), 255];
  });
  const found = prepareDigit(ring, "file");
  const near = (x: number, y: number) => {
    let most = 0;
    for (let row = y - 1; row <= y + 1; row++) {
      for (let column = x - 1; column <= x + 1; column++) most = Math.max(most, found[row * 28 + column]!);
    }
    return most;
  };
  for (const [x, y] of [[14, 5], [14, 23], [5, 14], [23, 14]] as const) {
    assert.ok(near(x, y) > 150, `ink at ${x}, ${y}: ${near(x, y)}`);
  }
  assert.equal(near(14, 14), 0);
});

Deno.test("prepareDigit() reads or refuses what people photograph, scan and frame, and takes nothing else for the digit", () => {
  const wrong: string[] = [];
  let read = 0;
  const conditions = Object.entries(CONDITIONS);
  for (const [condition, [name, photograph]] of conditions.entries()) {
    let drawn = 0;
    const chance = () => uniformAt(20, condition, drawn++);
    const digit = digits[condition % digits.length]!;
    const picture = photograph(digit, chance);
    try {
      const found = likeness(prepareDigit(picture, name), digit);
      read++;
      if (found < 0.75) wrong.push(`${name}: ${found}`);
    } catch (error) {
      assert.ok(error instanceof RangeError, `${name}: ${error}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(read >= 0.8 * conditions.length, `read ${read} of ${conditions.length}`);
});

Deno.test("prepareDigit() says what is wrong with a picture that is no digit on a background", () => {
  const says = (found: string) => ({
    name: "RangeError",
    message: `Reading some/file.png: found ${found}, wanted one digit on a plain background`,
  });
  const prepare = (picture: Parameters<typeof prepareDigit>[0]) => () => prepareDigit(picture, "some/file.png");
  assert.throws(prepare(painted(50, 40, () => [200, 200, 200, 255])), says("a blank picture"));
  assert.throws(prepare(painted(50, 40, () => [0, 0, 0, 0])), says("a blank picture"));
  const grainy = painted(90, 90, (x, y) => [...new Array<number>(3).fill(100 + 30 * uniformAt(2, x, y)), 255]);
  assert.throws(prepare(grainy), says("a blank picture"));
  const strokes = (places: readonly number[]) =>
    painted(200, 100, (x, y) => {
      const inside = y > 20 && y < 80 && places.some((place) => Math.abs(x - place) < 4);
      return inside ? [0, 0, 0, 255] : WHITE;
    });
  assert.throws(prepare(strokes([40, 150])), says("2 separate marks as tall as digits"));
  assert.throws(prepare(strokes([30, 90, 160])), says("3 separate marks as tall as digits"));
  const halves = painted(100, 100, (x) => x < 45 ? WHITE : [0, 0, 0, 255]);
  assert.throws(prepare(halves), says("a blank picture"));
  const disc = painted(200, 200, (x, y) => Math.hypot(x - 90, y - 120) < 30 ? [0, 0, 0, 255] : WHITE);
  assert.throws(prepare(disc), says("a filled shape"));
  const ring = (x: number, y: number) => Math.abs(Math.hypot(x - 100, y - 100) - 60) < 3;
  const slashed = painted(
    200,
    200,
    (x, y) => ring(x, y) || Math.abs(x - 100) < 3 && Math.abs(y - 100) < 30 ? [0, 0, 0, 255] : WHITE,
  );
  assert.throws(prepare(slashed), says("a bar inside a ring"));
  const cut = painted(200, 200, (x, y) => ring(x - 60, y) ? [0, 0, 0, 255] : WHITE);
  assert.throws(prepare(cut), says("ink that runs off its edge"));
});
