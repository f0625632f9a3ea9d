import assert from "node:assert/strict";
import { architecture } from "../../lib/ensemble/architecture.ts";
import { ImageStore } from "../../lib/ensemble/image_store.ts";
import { compileEnsemble } from "../../lib/ensemble/pipelines.ts";
import { choosePlan } from "../../lib/kernels/plan.ts";
import { ReferenceScorer } from "../../lib/score/reference_scorer.ts";
import { WebGpuScorer } from "../../lib/score/webgpu_scorer.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { noise } from "../kernels/layer_runner.ts";

const MODEL = architecture([
  { inChannels: 1, outChannels: 4, inSide: 28, padding: 1 },
  { inChannels: 4, outChannels: 2, inSide: 14, padding: 2 },
]);
const CLASSES = 3;
const IMAGES = { count: 45, pixels: Uint8Array.from(noise(45 * 28 * 28, 1), (x) => Math.max(0, 255 * x)) };
const MEMBERS = Array.from({ length: 5 }, (_, i) => noise(MODEL.parameterCount, 10 + i, 0.5));
const LABEL_VECTORS = Array.from({ length: CLASSES }, (_, i) => noise(MODEL.outputSize, 20 + i));

/** The cosines with so many members at once. */
async function cosines(scoringMembers: number) {
  const gpu = await sharedGpu();
  const plan = { ...choosePlan(gpu.traits, MODEL.layers.map(({ shape }) => shape)), scoringMembers };
  const images = new ImageStore(gpu, MODEL, plan.storage);
  try {
    const scorer = new WebGpuScorer(gpu, await compileEnsemble(gpu, MODEL, plan, CLASSES), images);
    return await scorer.cosines(IMAGES, MEMBERS, LABEL_VECTORS);
  } finally {
    images.release();
  }
}

Deno.test(
  "how many members score at once changes no bit, even where the last ones are fewer",
  SHARED_DEVICE,
  async () => {
    const together = await cosines(128);
    assert.deepEqual(await cosines(2), together);
    assert.deepEqual(await cosines(1), together);
  },
);

Deno.test("members in chunks score as the float64 reference does", SHARED_DEVICE, async () => {
  const found = await cosines(2);
  const wanted = await new ReferenceScorer(MODEL).cosines(IMAGES, MEMBERS, LABEL_VECTORS);
  assert.equal(found.values.length, 45 * 5 * CLASSES);
  found.values.forEach((value, i) => assert.ok(Math.abs(value - wanted.values[i]!) < 1e-5, `cosine ${i}`));
});
