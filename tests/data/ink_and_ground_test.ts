import assert from "node:assert/strict";
import { inkAndGround, shaded } from "../../lib/data/ink_and_ground.ts";

/** Two pictures of dark ground and a bar of ink in two shades, as shares of `greatest`. */
function picturesOf(shade: (share: number) => number, [height, width] = [28, 28]) {
  const pixels = new Uint8Array(2 * height * width).fill(shade(0));
  for (let picture = 0; picture < 2; picture++) {
    for (let row = 3; row < height - 3; row++) {
      pixels.set([shade(0.5), shade(1)], (picture * height + row) * width + Math.floor(width / 2));
    }
  }
  return { count: 2, height, width, pixels };
}

Deno.test("light ink on dark ground that ends at 255 stays as it is, the same array", () => {
  const pictures = picturesOf((share) => Math.round(share * 254) + (share === 1 ? 1 : 0));
  const shades = inkAndGround(pictures, "pictures");
  assert.deepEqual(shades, { notices: [] });
  assert.equal(shaded(pictures.pixels, shades), pictures.pixels);
});

Deno.test("pixels that end early are stretched, light ground is inverted, whatever the size, and both are said", () => {
  const shadesIn = (pixels: Uint8Array) => [...new Set(pixels)].toSorted((a, b) => a - b);
  for (const size of [[28, 28], [16, 16], [9, 20]] as const) {
    for (const greatest of [1, 2, 16, 64, 200, 255]) {
      for (const light of [false, true]) {
        const shade = (share: number) => Math.round(light ? greatest - share * greatest : share * greatest);
        const pictures = picturesOf(shade, [...size]);
        const shades = inkAndGround(pictures, "training images");
        const pixels = shaded(pictures.pixels, shades);
        const found = shadesIn(pixels);
        assert.deepEqual([found[0], found.at(-1)], [0, 255]);
        if (greatest > 1) assert.ok(Math.abs(found[1]! - 127.5) <= 1, `${found}`);
        assert.equal(pixels[0], 0, "the ground is dark");
        assert.deepEqual(shades.notices, [
          ...(greatest < 255 ? [`Pixels of the training images end at ${greatest}: all were stretched to 255`] : []),
          ...(light ? ["The training images are dark on light ground: all were inverted"] : []),
        ]);
      }
    }
  }
});

Deno.test("what is found of some pictures holds for others, none of whose pixels leaves the range", () => {
  const shades = inkAndGround(picturesOf((share) => share * 16), "pictures");
  assert.equal(shaded(Uint8Array.of(0, 8, 16, 200), shades).join(), "0,128,255,255");
});

Deno.test("pictures of one shade are refused", () => {
  assert.throws(() => inkAndGround(picturesOf(() => 7), "training images"), {
    name: "RangeError",
    message:
      "Looking at the training images: found all pixels of them to be 7, wanted ink on a ground of another shade",
  });
});
