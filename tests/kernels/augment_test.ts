import assert from "node:assert/strict";
import { AUGMENTED_ROWS, drawTransformsWgsl, sampleWgsl } from "../../lib/kernels/augment/augment_wgsl.ts";
import { PACKED_WORDS, packForSampling } from "../../lib/kernels/augment/pack.ts";
import { augment } from "../../lib/kernels/augment/reference.ts";
import {
  AUGMENT_SETTINGS,
  type AugmentSettings,
  augmentWords,
  NO_AUGMENT,
  TRANSFORM_ROWS,
} from "../../lib/kernels/augment/settings.ts";
import { CONTROL, CONTROL_WORDS, writeControl } from "../../lib/kernels/control/control.ts";
import { storeImages } from "../../lib/kernels/images/store.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { noise, worst } from "./layer_runner.ts";

const SEEDS = [[11, 0], [12, 34]] as const;
const LANES = 5;
const STEP = 3;

/** Smooth images: a bilinear sample of noise would turn the angle's last bits into large differences. */
function images(count: number): Uint8Array {
  return Uint8Array.from({ length: count * 784 }, (_, i) => {
    const [image, y, x] = [Math.floor(i / 784), Math.floor(i / 28) % 28, i % 28];
    return 127 + 120 * Math.sin((x + 3 * image) / 4) * Math.cos(y / (3 + image));
  });
}

/** [member][lane][pixel] of one step, and whether the border stayed zero. */
async function onGpu(
  settings: AugmentSettings,
  pixels: Uint8Array,
  right: number,
  down: number,
): Promise<Float32Array> {
  const gpu = await sharedGpu();
  const control = gpu.buffer(CONTROL_WORDS * 4, "control");
  writeControl(gpu, control, { lanes: LANES, members: 2, indexMemberStride: 0, indexStepStride: 0, backward: false });
  gpu.write(control, Uint32Array.of(STEP), 4 * CONTROL.step);
  const amounts = gpu.upload(augmentWords(settings, right, down), "settings");
  const seeds = gpu.upload(Uint32Array.from(SEEDS.flat()), "seeds");
  const transforms = gpu.buffer(2 * TRANSFORM_ROWS * LANES * 16, "transforms");
  const source = storeImages(gpu, "buffer", packForSampling(pixels), PACKED_WORDS);
  const indices = gpu.upload(Uint32Array.from({ length: LANES }, (_, n) => n), "indices");
  const plane = gpu.buffer(2 * AUGMENTED_ROWS * LANES * 16, "plane");
  const draw = await gpu.pipeline("draw transforms", drawTransformsWgsl("buffer", 32));
  const sample = await gpu.pipeline("sample", sampleWgsl("buffer", 32));
  gpu.submit([
    { pipeline: draw, bindings: gpu.bind(draw, [control, amounts, seeds, transforms]), workgroups: [1, 1, 2] },
    {
      pipeline: sample,
      bindings: gpu.bind(sample, [control, amounts, transforms, source.binding, indices, plane]),
      workgroups: [Math.ceil(28 * LANES / 32), 1, 2],
    },
  ]);
  const found = await gpu.readFloats(plane, 2 * AUGMENTED_ROWS * LANES * 4);
  source.release();
  gpu.release(control, amounts, seeds, transforms, indices, plane);
  const result = new Float32Array(2 * LANES * 784);
  for (let m = 0; m < 2; m++) {
    for (let row = 0; row < 900; row++) {
      const [y, x] = [Math.floor(row / 30) - 1, row % 30 - 1];
      for (let n = 0; n < LANES; n++) {
        const value = found[((m * 900 + row) * LANES + n) * 4]!;
        if (y >= 0 && y < 28 && x >= 0 && x < 28) result[(m * LANES + n) * 784 + y * 28 + x] = value;
        else assert.equal(value, 0, "the border");
      }
    }
  }
  return result;
}

Deno.test({
  name: "augmentation matches the float64 reference within 1e-4 for every member, image and amount",
  ...SHARED_DEVICE,
  async fn() {
    const pixels = images(LANES);
    for (const settings of [AUGMENT_SETTINGS, { ...NO_AUGMENT, rotation: 0.5 }, { ...NO_AUGMENT, field: 1 }]) {
      const found = await onGpu(settings, pixels, 0, 0);
      for (const [m, seed] of SEEDS.entries()) {
        for (let lane = 0; lane < LANES; lane++) {
          const image = pixels.subarray(lane * 784, (lane + 1) * 784);
          const wanted = augment(settings, { seed, step: STEP, lane }, image);
          const at = (m * LANES + lane) * 784;
          const difference = worst(Float64Array.from(found.subarray(at, at + 784)), wanted);
          assert.ok(difference < 1e-4, `${difference} for image ${lane} of member ${m}`);
        }
      }
    }
  },
});

Deno.test({
  name: "without augmentation a view is the image itself, shifted by whole pixels, zeros drawn in",
  ...SHARED_DEVICE,
  async fn() {
    const pixels = Uint8Array.from(noise(LANES * 784, 5), (x) => 127 + 120 * x);
    const found = await onGpu(NO_AUGMENT, pixels, 1, 0);
    for (let i = 0; i < found.length; i++) {
      const wanted = i % 28 === 0 ? 0 : pixels[(i - 1) % pixels.length]! / 255;
      assert.ok(Math.abs(found[i]! - wanted) < 1e-4, `pixel ${i}: ${found[i]} found, ${wanted} wanted`);
    }
  },
});

Deno.test("augment() blanks a square of the cutout's side, and nothing else", () => {
  const white = new Uint8Array(784).fill(255);
  const settings = { ...NO_AUGMENT, cutout: 6 };
  const blanked = Array.from(
    { length: 40 },
    (_, lane) => augment(settings, { seed: [1, 2], step: 0, lane }, white).filter((value) => value === 0).length,
  );
  assert.equal(Math.max(...blanked), 36);
  assert.ok(Math.min(...blanked) >= 9, "a corner of it at least");
});
