import assert from "node:assert/strict";
import { Gpu } from "../../lib/gpu/gpu.ts";
import { distortion } from "../../lib/graph/distortion.ts";
import { FULL, type GradientLayout, HALF } from "../../lib/graph/gradient_layout.ts";
import { PairDistances } from "../../lib/graph/pair_distances.ts";
import { gradientTexture } from "../../lib/graph/prepared_images.ts";
import { uniformAt } from "../../lib/random/counter_stream.ts";

const COUNT = 9;

/** Gradients with both greatest values, and an image without any. */
function sampleGradients(layout: GradientLayout): Uint32Array<ArrayBuffer> {
  const bytes = new Int8Array(COUNT * layout.imageWords * 4);
  for (let image = 1; image < COUNT; image++) {
    for (let row = 0; row < layout.side; row++) {
      for (let column = 0; column < layout.side; column++) {
        for (const channel of [0, 1]) {
          const at = ((image * layout.side + row) * layout.rowWords + channel * layout.channelWords) * 4 + column;
          const random = uniformAt(5, image, at);
          // Images 1 and 2 are the extremes, against each other: every value is the greatest or the least that sums allow.
          bytes[at] = image === 1 ? 29 : image === 2 ? -29 : random < 0.5 ? 0 : Math.round((random - 0.75) * 100);
        }
      }
    }
  }
  return new Uint32Array(bytes.buffer);
}

function upload(gpu: Gpu, layout: GradientLayout, words: Uint32Array<ArrayBuffer>): GPUTexture {
  const texture = gradientTexture(gpu, layout, COUNT);
  const padded = new Uint32Array(texture.width * texture.height * 4);
  padded.set(words);
  gpu.device.queue.writeTexture({ texture }, padded, { bytesPerRow: texture.width * 16 }, [
    texture.width,
    texture.height,
  ]);
  return texture;
}

const cases = [
  { name: "full size, two pixels' reach", layout: FULL, reach: 2 },
  { name: "half size, one pixel's reach", layout: HALF, reach: 1 },
];
for (const { name, layout, reach } of cases) {
  Deno.test(`PairDistances equals the reference exactly: ${name}, lists of even, odd and no length`, async () => {
    const gpu = await Gpu.open();
    try {
      const words = sampleGradients(layout);
      const texture = upload(gpu, layout, words);
      const kernel = await PairDistances.create(gpu, { layout, reach, blockRows: 2 });
      const offsets = Uint32Array.of(0, 3, 3, 7, 8);
      const moving = Uint32Array.of(1, 2, 8, 0, 1, 3, 5, 7);
      const found = await kernel.measure(texture, texture, { firstFixed: 1, offsets, moving });
      const image = (i: number) => words.subarray(i * layout.imageWords, (i + 1) * layout.imageWords);
      for (let list = 0; list < 4; list++) {
        for (let at = offsets[list]!; at < offsets[list + 1]!; at++) {
          const wanted = distortion(image(1 + list), image(moving[at]!), layout, reach);
          assert.equal(found[at], wanted, `pair ${1 + list}, ${moving[at]}`);
        }
      }
      assert.equal(found[0], 0, "an image is at no distance from itself");
      assert.ok(found[1]! > 0 && found[1] !== distortion(image(2), image(1), layout, reach) || found[1]! > 1e6);
      texture.destroy();
    } finally {
      gpu.close();
    }
  });
}
