import assert from "node:assert/strict";
import { architecture } from "../../lib/ensemble/architecture.ts";
import { ImageStore } from "../../lib/ensemble/image_store.ts";
import { compileEnsemble } from "../../lib/ensemble/pipelines.ts";
import { choosePlan, type KernelPlan } from "../../lib/kernels/plan.ts";
import { ReferenceScorer } from "../../lib/infer/reference_scorer.ts";
import { WebGpuScorer } from "../../lib/infer/webgpu_scorer.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { noise } from "../kernels/layer_runner.ts";

const MODEL = architecture([
  { inChannels: 1, outChannels: 4, inSide: 28, padding: 1 },
  { inChannels: 4, outChannels: 2, inSide: 14, padding: 2 },
]);
/** A model of which the first two layers are not computed at once. */
const APART = architecture([
  { inChannels: 1, outChannels: 4, inSide: 28, padding: 1 },
  { inChannels: 4, outChannels: 2, inSide: 14, padding: 0 },
]);
const CLASSES = 3;
const IMAGES = { count: 45, pixels: Uint8Array.from(noise(45 * 28 * 28, 1), (x) => Math.max(0, 255 * x)) };
const MEMBERS = Array.from({ length: 5 }, (_, i) => noise(MODEL.parameterCount, 10 + i, 0.5));
const MEMBERS_APART = MEMBERS.map((parameters) => parameters.subarray(0, APART.parameterCount));
const LABEL_VECTORS = Array.from({ length: CLASSES }, (_, i) => noise(MODEL.outputSize, 20 + i));

/** The cosines by a plan. */
async function cosines(change: (plan: KernelPlan) => KernelPlan, images = IMAGES, members = MEMBERS, model = MODEL) {
  const gpu = await sharedGpu();
  const plan = change(choosePlan(gpu.traits, model.layers.map(({ shape }) => shape)));
  const store = new ImageStore(gpu, model, plan.storage);
  try {
    const scorer = new WebGpuScorer(gpu, await compileEnsemble(gpu, model, plan, CLASSES), store);
    return await scorer.cosines(images, members, LABEL_VECTORS.map((vector) => vector.subarray(0, model.outputSize)));
  } finally {
    store.release();
  }
}

function atOnce(scoringMembers: number) {
  return cosines((plan) => ({ ...plan, scoringMembers }));
}

Deno.test(
  "how many members score at once changes no bit, even where the last ones are fewer",
  SHARED_DEVICE,
  async () => {
    const together = await atOnce(128);
    assert.deepEqual(await atOnce(2), together);
    assert.deepEqual(await atOnce(1), together);
  },
);

Deno.test("two layers at once change no cosine", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  const { twoLayers, ...apart } = choosePlan(gpu.traits, MODEL.layers.map(({ shape }) => shape), "software");
  assert.ok(twoLayers);
  assert.deepEqual(await cosines(() => ({ ...apart, twoLayers })), await cosines(() => apart));
});

Deno.test("layers that score one by one do so as the float64 reference does", SHARED_DEVICE, async () => {
  const found = await cosines((plan) => plan, IMAGES, MEMBERS_APART, APART);
  const labelVectors = LABEL_VECTORS.map((vector) => vector.subarray(0, APART.outputSize));
  const wanted = await new ReferenceScorer(APART).cosines(IMAGES, MEMBERS_APART, labelVectors);
  found.values.forEach((value, i) => assert.ok(Math.abs(value - wanted.values[i]!) < 1e-5, `cosine ${i}`));
});

Deno.test("members in chunks score as the float64 reference does", SHARED_DEVICE, async () => {
  const found = await atOnce(2);
  const wanted = await new ReferenceScorer(MODEL).cosines(IMAGES, MEMBERS, LABEL_VECTORS);
  assert.equal(found.values.length, 45 * 5 * CLASSES);
  found.values.forEach((value, i) => assert.ok(Math.abs(value - wanted.values[i]!) < 1e-5, `cosine ${i}`));
});
