import assert from "node:assert/strict";
import { architecture } from "../../lib/ensemble/architecture.ts";
import { ImageStore } from "../../lib/ensemble/image_store.ts";
import { compileEnsemble } from "../../lib/ensemble/pipelines.ts";
import { NOTEBOOK_ADAMW } from "../../lib/kernels/adamw/reference.ts";
import { choosePlan, type KernelPlan, withStoredParameters } from "../../lib/kernels/plan.ts";
import { WebGpuTrainer } from "../../lib/train/webgpu_trainer.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { noise } from "../kernels/layer_runner.ts";

const MODEL = architecture([
  { inChannels: 1, outChannels: 4, inSide: 12, padding: 1 },
  { inChannels: 4, outChannels: 2, inSide: 6, padding: 2 },
]);
const SHAPES = MODEL.layers.map(({ shape }) => shape);
const IMAGES = { count: 10, pixels: Uint8Array.from(noise(10 * 12 * 12, 1), (x) => Math.max(0, 255 * x)) };
const MEMBERS = Array.from({ length: 3 }, (_, i) => ({
  initial: noise(MODEL.parameterCount, 10 + i, 0.5),
  target: noise(MODEL.outputSize, 20 + i),
  epochs: [Int32Array.from({ length: 10 }, (_, n) => n), Int32Array.from({ length: 10 }, (_, n) => 9 - n)],
}));

async function train(plan: KernelPlan) {
  const gpu = await sharedGpu();
  const images = new ImageStore(gpu, MODEL, plan.storage);
  const trainer = new WebGpuTrainer(gpu, await compileEnsemble(gpu, MODEL, plan, 3), images);
  try {
    return await trainer.train(IMAGES, MEMBERS, { batchSize: 5, optimiser: NOTEBOOK_ADAMW });
  } finally {
    trainer.release();
    images.release();
  }
}

Deno.test("parameters in a uniform buffer train to the same bits as in a storage buffer", SHARED_DEVICE, async () => {
  const plan = choosePlan((await sharedGpu()).traits, SHAPES, "software", 2);
  assert.equal(plan.uniformMembers, 8);
  const trained = await train(plan);
  assert.notDeepEqual(trained[0]!.parameters, MEMBERS[0]!.initial);
  assert.deepEqual(trained, await train(withStoredParameters(plan)));
});
