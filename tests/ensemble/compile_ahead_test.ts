import assert from "node:assert/strict";
import { type Architecture, architecture } from "../../lib/ensemble/architecture.ts";
import { BlankStep } from "../../lib/ensemble/blank_step.ts";
import { CompilingAhead } from "../../lib/ensemble/compile_ahead.ts";
import { EnsembleKernels, TWO_LAYERS_KERNELS } from "../../lib/ensemble/pipelines.ts";
import { runUnclaimed } from "../../lib/ensemble/run_unclaimed.ts";
import { choosePlan } from "../../lib/kernels/plan.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";

const MODEL = architecture([
  { inChannels: 1, outChannels: 2, inSide: 28, padding: 1 },
  { inChannels: 2, outChannels: 1, inSide: 14, padding: 2 },
]);
const BROKEN: Architecture = { ...MODEL, parameterCount: -1, layers: [] };
/** Of one step, in its order. */
const TRAINING = [
  "layer 1 forward",
  "layer 2 forward",
  "cosine loss",
  "layer 2 weight gradient",
  "layer 2 input gradient",
  "layer 1 weight gradient",
  "AdamW",
  "advance step",
];

const PLAN = choosePlan((await sharedGpu()).traits, MODEL.layers.map(({ shape }) => shape));
/** What scoring needs besides. */
const SCORING = [
  ...(PLAN.twoLayers ? Object.values(TWO_LAYERS_KERNELS) : []),
  ...PLAN.layers.flatMap(({ scoring }, i) => scoring ? [`layer ${i + 1} forward, scoring`] : []),
  "cosine scores",
];

async function kernelsOf(model: Architecture): Promise<EnsembleKernels> {
  const gpu = await sharedGpu();
  return new EnsembleKernels(gpu, model, choosePlan(gpu.traits, model.layers.map(({ shape }) => shape)), 3);
}

Deno.test("kernels are compiled when they are asked for, and cannot be had before", SHARED_DEVICE, async () => {
  const kernels = await kernelsOf(MODEL);
  assert.deepEqual(kernels.training, TRAINING);
  assert.deepEqual(kernels.scoring, SCORING);
  assert.throws(() => kernels.pipelines.loss, /^TypeError: Running the kernel "cosine loss": it is not compiled$/);
  await kernels.compile(["cosine loss"]);
  assert.equal(kernels.pipelines.loss.label, "cosine loss");
  const { loss } = kernels.pipelines;
  await kernels.compile(["cosine loss"]);
  assert.equal(kernels.pipelines.loss, loss);
  assert.throws(() => kernels.pipelines.scores, TypeError);
  await assert.rejects(kernels.compile(["none"]), TypeError);
});

Deno.test("each kernel of a training step is run by one of those who share it", SHARED_DEVICE, async () => {
  const kernels = await kernelsOf(MODEL);
  const blank = new BlankStep(await sharedGpu(), kernels, 5);
  const claims = new SharedArrayBuffer(4 * TRAINING.length);
  try {
    const ran: string[][] = [[], []];
    const counts = await Promise.all(ran.map((mine, i) => {
      const order = i === 0 ? TRAINING : TRAINING.toReversed();
      const watched = { run: (name: string) => (mine.push(name), blank.run(name)) } as BlankStep;
      return runUnclaimed(kernels, watched, order, claims);
    }));
    assert.deepEqual(counts, ran.map(({ length }) => length));
    assert.deepEqual([...ran[0]!, ...ran[1]!.reverse()], TRAINING);
    assert.ok(counts.every((count) => count > 0));
    assert.equal(await runUnclaimed(kernels, blank, TRAINING, claims), 0);
    await assert.rejects(blank.run("none"), TypeError);
  } finally {
    blank.release();
  }
});

Deno.test(
  "a worker and whoever trains compile everything, and the worker what scoring needs",
  SHARED_DEVICE,
  async () => {
    const kernels = await kernelsOf(MODEL);
    const ahead = new CompilingAhead(MODEL, 3, 5);
    await ahead.compile(await sharedGpu(), kernels);
    const { layers, loss, adamW, advance } = kernels.pipelines;
    const gradients = layers.flatMap(({ forward, weightGradient, inputGradient }) => [
      forward,
      weightGradient,
      ...(inputGradient ? [inputGradient] : []),
    ]);
    const labels = [...gradients, loss, adamW, advance].map(({ label }) => label);
    assert.deepEqual(labels.toSorted(), TRAINING.toSorted());
    const done = await ahead.done;
    assert.ok(done >= SCORING.length && done <= TRAINING.length + SCORING.length, `${done} kernels`);
  },
);

Deno.test("a worker that fails, or is stopped, holds nobody up", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  const failing = new CompilingAhead(BROKEN, 3, 5);
  const kernels = await kernelsOf(MODEL);
  await failing.compile(gpu, kernels);
  assert.equal(kernels.pipelines.advance.label, "advance step");
  assert.equal(await failing.done, 0);
  const stopped = new CompilingAhead(MODEL, 3, 5);
  stopped.stop();
  await stopped.compile(gpu, await kernelsOf(MODEL));
  assert.equal(await stopped.done, 0);
});
