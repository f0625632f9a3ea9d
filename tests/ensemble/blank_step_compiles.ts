/**
 * Runs a blank training and a blank scoring step, or real ones, each with a shader cache that the caller chose by environment.
 * Only `blank_step_test.ts` starts it.
 */
import { architecture } from "../../lib/ensemble/architecture.ts";
import { BlankStep } from "../../lib/ensemble/blank_step.ts";
import { ImageStore } from "../../lib/ensemble/image_store.ts";
import { EnsembleKernels } from "../../lib/ensemble/pipelines.ts";
import { Gpu } from "../../lib/gpu/gpu.ts";
import { NOTEBOOK_ADAMW } from "../../lib/kernels/adamw/reference.ts";
import { choosePlan } from "../../lib/kernels/plan.ts";
import { WebGpuScorer } from "../../lib/infer/webgpu_scorer.ts";
import { WebGpuTrainer } from "../../lib/train/webgpu_trainer.ts";

const MODEL = architecture([
  { inChannels: 1, outChannels: 2, inSide: 28, padding: 1 },
  { inChannels: 2, outChannels: 1, inSide: 14, padding: 2 },
]);
const LANES = 5;
const IMAGES = { count: 1000, pixels: new Uint8Array(1000 * 28 * 28).fill(7) };

const gpu = await Gpu.open();
const kernels = new EnsembleKernels(gpu, MODEL, choosePlan(gpu.traits, MODEL.layers.map(({ shape }) => shape)), 3);
const names = [...kernels.training, ...kernels.scoring];
await kernels.compile(names);
const { pipelines } = kernels;
if (Deno.args[0] === "blank") {
  const blank = new BlankStep(gpu, kernels, LANES);
  for (const name of names) await blank.run(name);
  blank.release();
} else {
  const images = new ImageStore(gpu, MODEL, pipelines.plan.storage);
  const initial = Array.from({ length: 3 }, () => new Float32Array(MODEL.parameterCount).fill(0.1));
  const trainer = new WebGpuTrainer(gpu, pipelines, images);
  const target = new Float32Array(MODEL.outputSize).fill(1);
  const epochs = [Int32Array.from({ length: LANES }, (_, i) => i)];
  const members = initial.map((initial) => ({ initial, target, epochs }));
  await trainer.train(IMAGES, members, { batchSize: LANES, optimiser: NOTEBOOK_ADAMW });
  await new WebGpuScorer(gpu, pipelines, images).cosines(IMAGES, initial, [target, target, target]);
  trainer.release();
  images.release();
}
gpu.close();
