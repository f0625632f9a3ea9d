import assert from "node:assert/strict";
import { architecture } from "../../lib/ensemble/architecture.ts";
import { ImageStore } from "../../lib/ensemble/image_store.ts";
import { compileEnsemble } from "../../lib/ensemble/pipelines.ts";
import { EnsembleScratch } from "../../lib/ensemble/scratch.ts";
import { Gpu } from "../../lib/gpu/gpu.ts";
import { NOTEBOOK_ADAMW } from "../../lib/kernels/adamw/reference.ts";
import { choosePlan } from "../../lib/kernels/plan.ts";
import { WebGpuScorer } from "../../lib/infer/webgpu_scorer.ts";
import { PlacedMember, TrainingPlaces } from "../../lib/train/training_places.ts";
import { checkHalfWay } from "../gpu/half_way.ts";
import { SHARED_DEVICE } from "../gpu/shared_gpu.ts";
import { noise } from "../kernels/layer_runner.ts";

const MODEL = architecture([{ inChannels: 1, outChannels: 4, inSide: 12, padding: 1 }]);
const IMAGES = { count: 10, pixels: Uint8Array.from(noise(10 * 12 * 12, 1), (x) => Math.max(0, 255 * x)) };
const SETTINGS = { batchSize: 5, optimiser: NOTEBOOK_ADAMW };
const LANES = SETTINGS.batchSize;

/** A device of its own, as tests end it or let it fail. */
async function withPlaces(
  work: (
    opened: { gpu: Gpu; places: () => TrainingPlaces; scratch: () => EnsembleScratch; scorer: WebGpuScorer },
  ) => Promise<void>,
): Promise<void> {
  const gpu = await Gpu.open();
  const plan = choosePlan(gpu.traits, MODEL.layers.map(({ shape }) => shape));
  const pipelines = await compileEnsemble(gpu, MODEL, plan, 3);
  const images = new ImageStore(gpu, MODEL, plan.storage);
  const [scratch, binding] = [new EnsembleScratch(gpu, pipelines, 2, LANES, true), images.packed(IMAGES)];
  try {
    await work({
      gpu,
      places: () => new TrainingPlaces(gpu, pipelines, scratch, binding, 2, SETTINGS),
      scratch: () => new EnsembleScratch(gpu, pipelines, 2, LANES, true),
      scorer: new WebGpuScorer(gpu, pipelines, images),
    });
  } finally {
    gpu.close();
  }
}

const member = (seed: number) =>
  new PlacedMember({
    initial: noise(MODEL.parameterCount, seed, 0.5),
    target: noise(MODEL.outputSize, 20 + seed),
    epochs: [Int32Array.from({ length: 10 }, (_, n) => n)],
  }, LANES);

Deno.test("a device that is lost while members end fails their stretch, and nothing else", SHARED_DEVICE, async () => {
  await withPlaces(async ({ gpu, places }) => {
    const unhandled: unknown[] = [];
    const note = (event: PromiseRejectionEvent) => {
      event.preventDefault();
      unhandled.push(event.reason);
    };
    globalThis.addEventListener("unhandledrejection", note);
    try {
      const training = places();
      training.rearrange(new Set(), [member(1), member(2)]);
      const { done } = training.submit(2);
      gpu.device.destroy();
      await assert.rejects(done, /the device was lost|destroyed|invalid/i);
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual(unhandled, []);
    } finally {
      globalThis.removeEventListener("unhandledrejection", note);
    }
  });
});

Deno.test("what fails half-way gives back all memory that it took", SHARED_DEVICE, async () => {
  await withPlaces(async ({ gpu, places, scratch, scorer }) => {
    assert.ok(await checkHalfWay(gpu, places, (opened) => opened.release()) > 5);
    assert.ok(await checkHalfWay(gpu, scratch, (opened) => opened.release()) > 2);
    const score = () => scorer.cosines(IMAGES, [member(1).member.initial], [1, 2, 3].map((seed) => noise(144, seed)));
    assert.ok(await checkHalfWay(gpu, score, () => {}) > 5);
    const training = places();
    const ended = async () => {
      training.rearrange(new Set(), [member(1)]);
      await training.submit(2).done;
    };
    // The table of corrections stays for the next stretch.
    await ended();
    assert.equal(await checkHalfWay(gpu, ended, () => {}), 3);
    training.release();
  });
});
