import assert from "node:assert/strict";
import { Gpu } from "../../lib/gpu/gpu.ts";
import { deskew } from "../../lib/graph/deskew.ts";
import { BIAS } from "../../lib/graph/distortion_wgsl.ts";
import { FULL, type GradientLayout, HALF } from "../../lib/graph/gradient_layout.ts";
import { packGradients } from "../../lib/graph/gradients.ts";
import { prepareImages } from "../../lib/graph/prepared_images.ts";
import { checkHalfWay } from "../gpu/half_way.ts";
import { sampleImages } from "./samples.ts";

const COUNT = 53;
const pixels = sampleImages(COUNT, 1);

Deno.test("deskew() straightens a slanted stroke and centres it", () => {
  const image = new Uint8Array(784);
  for (let row = 4; row < 20; row++) image[row * 28 + 5 + Math.floor(row / 2)] = 255;
  const upright = deskew(image);
  let ink = 0, x = 0, y = 0;
  const columns = new Float64Array(28);
  upright.forEach((value, at) => {
    ink += value;
    x += value * (at % 28);
    y += value * Math.floor(at / 28);
    columns[at % 28]! += value;
  });
  assert.ok(Math.abs(x / ink - 13.5) < 0.1 && Math.abs(y / ink - 13.5) < 0.1);
  assert.ok((columns[13]! + columns[14]!) / ink > 0.95, "all ink lies in the two middle columns");
});

Deno.test("deskew() leaves an image without ink as it is, and refuses a part of an image", () => {
  assert.ok(deskew(new Uint8Array(784)).every((value) => value === 0));
  assert.throws(() => deskew(new Uint8Array(783)), TypeError);
});

Deno.test("a straight and centred image is not changed by deskew()", () => {
  const image = new Uint8Array(784);
  for (let row = 10; row < 18; row++) for (const column of [12, 13, 14, 15]) image[row * 28 + column] = 255;
  deskew(image).forEach((value, at) => assert.ok(Math.abs(value - image[at]! / 255) < 1e-12));
});

/** The first texels of a texture, as words. */
async function readTexture(gpu: Gpu, texture: GPUTexture, words: number): Promise<Uint32Array> {
  const rows = Math.ceil(words / 4 / texture.width);
  const buffer = gpu.buffer(rows * texture.width * 16, "a texture's copy");
  const encoder = gpu.device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow: texture.width * 16 }, [texture.width, rows]);
  gpu.device.queue.submit([encoder.finish()]);
  const read = await gpu.readWords(buffer, words);
  gpu.release(buffer);
  return read;
}

Deno.test("prepareImages() matches the float64 reference: upright images within 1e-5, gradients but for rare roundings", async () => {
  const gpu = await Gpu.open();
  try {
    const prepared = await prepareImages(gpu, { count: COUNT, pixels });
    const wanted = deskew(pixels);
    wanted.forEach((value, at) => assert.ok(Math.abs(value - prepared.upright[at]!) < 1e-5, `pixel ${at}`));
    const levels: [GPUTexture, GradientLayout][] = [[prepared.full, FULL], [prepared.half, HALF]];
    for (const [texture, layout] of levels) {
      const words = await readTexture(gpu, texture, COUNT * layout.imageWords);
      const found = new Int8Array(words.buffer);
      const reference = new Int8Array(packGradients(prepared.upright, layout).buffer);
      let different = 0;
      reference.forEach((value, at) => {
        const off = Math.abs(value - found[at]!);
        assert.ok(off <= 1, `side ${layout.side}, byte ${at}: ${found[at]} for ${value}`);
        different += off;
      });
      assert.ok(different < reference.length / 1000, `${different} of ${reference.length} bytes differ by rounding`);
      assert.ok(reference.some((value) => Math.abs(value) > 20));
      texture.destroy();
    }
  } finally {
    gpu.close();
  }
});

Deno.test("the distortion kernel's halves cannot overflow: no sum of squared gradients over 3 x 3 pixels exceeds its bias", () => {
  // A sample of the binary 5 x 5 images among which the greatest is, the greatest included (see BIAS).
  let greatest = 0;
  const images = [0x33980, ...Array.from({ length: 20_000 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 7)];
  for (const bits of images) {
    const upright = new Float64Array(784);
    for (let at = 0; at < 25; at++) upright[(10 + Math.floor(at / 5)) * 28 + 10 + at % 5] = bits >>> at & 1;
    const bytes = new Int8Array(packGradients(upright, FULL).buffer);
    let sum = 0;
    for (let row = 11; row < 14; row++) {
      for (let column = 11; column < 14; column++) {
        for (const channel of [0, 1]) {
          sum += bytes[(row * FULL.rowWords + channel * FULL.channelWords) * 4 + column]! ** 2;
        }
      }
    }
    greatest = Math.max(greatest, sum);
  }
  assert.equal(greatest, 15_200);
  const bound = (Math.sqrt(15_200) + 3 * Math.SQRT1_2) ** 2;
  assert.ok(bound < BIAS && 3 * bound + BIAS < 2 ** 16);
});

Deno.test("prepareImages() that fails half-way gives back buffers and textures", async () => {
  const gpu = await Gpu.open();
  const made = new Set<GPUTexture>();
  const { createTexture } = GPUDevice.prototype;
  const { destroy } = GPUTexture.prototype;
  GPUDevice.prototype.createTexture = function (descriptor) {
    const texture = createTexture.call(this, descriptor);
    made.add(texture);
    return texture;
  };
  GPUTexture.prototype.destroy = function () {
    made.delete(this);
    return destroy.call(this);
  };
  try {
    let failed = 0;
    const prepare = () =>
      prepareImages(gpu, { count: COUNT, pixels }).catch((error) => {
        failed++;
        assert.equal(made.size, 0);
        throw error;
      });
    const takings = await checkHalfWay(gpu, prepare, ({ full, half }) => {
      full.destroy();
      half.destroy();
    });
    assert.deepEqual([failed, made.size], [takings, 0]);
    assert.ok(takings > 4);
  } finally {
    Object.assign(GPUDevice.prototype, { createTexture });
    Object.assign(GPUTexture.prototype, { destroy });
    gpu.close();
  }
});
