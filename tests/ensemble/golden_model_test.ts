import assert from "node:assert/strict";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import { IMAGE_PIXELS, type ImageSet } from "../../lib/data/dataset.ts";
import { NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";
import { ImageStore } from "../../lib/ensemble/image_store.ts";
import { compileEnsemble } from "../../lib/ensemble/pipelines.ts";
import { NOTEBOOK_ADAMW } from "../../lib/kernels/adamw/reference.ts";
import { choosePlan, type PlanKind } from "../../lib/kernels/plan.ts";
import { ReferenceScorer } from "../../lib/infer/reference_scorer.ts";
import type { Scorer } from "../../lib/infer/scorer.ts";
import { WebGpuScorer } from "../../lib/infer/webgpu_scorer.ts";
import { ReferenceTrainer } from "../../lib/train/reference_trainer.ts";
import type { TrainedMember, Trainer, TrainingMember } from "../../lib/train/trainer.ts";
import { WebGpuTrainer } from "../../lib/train/webgpu_trainer.ts";
import { GOLDEN_CASES, type GoldenCase, worstByTensor } from "../golden/model_step.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";

const OUTPUTS = NOTEBOOK_ARCHITECTURE.outputSize;
const { train } = await loadMnistPackage();

interface Runner {
  readonly trainer: Trainer;
  readonly scorer: Scorer;
}

const REFERENCE: Promise<Runner> = Promise.resolve({
  trainer: new ReferenceTrainer(NOTEBOOK_ARCHITECTURE),
  scorer: new ReferenceScorer(NOTEBOOK_ARCHITECTURE),
});
const compiled = new Map<PlanKind, Promise<Runner>>();

/** The kernels of a plan, with a label vector for every output. */
function webgpu(kind: PlanKind): Promise<Runner> {
  const known = compiled.get(kind) ?? (async () => {
    const gpu = await sharedGpu();
    const plan = choosePlan(gpu.traits, NOTEBOOK_ARCHITECTURE.layers.map(({ shape }) => shape), kind);
    const pipelines = await compileEnsemble(gpu, NOTEBOOK_ARCHITECTURE, plan, OUTPUTS);
    const images = new ImageStore(gpu, NOTEBOOK_ARCHITECTURE, plan.storage);
    return { trainer: new WebGpuTrainer(gpu, pipelines, images), scorer: new WebGpuScorer(gpu, pipelines, images) };
  })();
  compiled.set(kind, known);
  return known;
}

/** Cosines with the unit vectors of the output's axes are the output itself, scaled to length 1. */
const AXES = Array.from(
  { length: OUTPUTS },
  (_, i) => Float32Array.from({ length: OUTPUTS }, (_, j) => i === j ? 1 : 0),
);

function imagesOf(golden: GoldenCase): ImageSet {
  const pixels = new Uint8Array(golden.trainIndices.length * IMAGE_PIXELS);
  golden.trainIndices.forEach((index, i) =>
    pixels.set(train.images.pixels.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS), i * IMAGE_PIXELS)
  );
  return { count: golden.trainIndices.length, pixels };
}

function trainCases(trainer: Trainer, steps: number, optimiser = NOTEBOOK_ADAMW) {
  const members = GOLDEN_CASES.map((golden) => ({
    initial: golden.parameters,
    target: golden.labelVector,
    epochs: new Array<Int32Array>(steps).fill(golden.trainIndices),
  }));
  return trainer.train(train.images, members, { batchSize: 20, optimiser });
}

for (
  const [name, open] of [
    ["the references", () => REFERENCE],
    ["webgpu with the software plan", () => webgpu("software")],
    ["webgpu with the gpu plan", () => webgpu("gpu")],
  ] as const
) {
  Deno.test(`outputs are PyTorch's within 1e-5 on ${name}`, SHARED_DEVICE, async () => {
    const { scorer } = await open();
    for (const golden of GOLDEN_CASES) {
      const { values } = await scorer.cosines(imagesOf(golden), [golden.parameters], AXES);
      for (let n = 0; n < golden.trainIndices.length; n++) {
        const wanted = golden.outputs.subarray(n * OUTPUTS, (n + 1) * OUTPUTS);
        const length = Math.hypot(...wanted);
        wanted.forEach((value, i) => assert.ok(Math.abs(values[n * OUTPUTS + i]! - value / length) < 1e-5));
      }
    }
  });

  Deno.test(`gradients are PyTorch's within 1e-5 on ${name}`, SHARED_DEVICE, async () => {
    // With these settings a step of AdamW is one of plain gradient descent with rate 1.
    const descent = { learningRate: 1e8, beta1: 0, beta2: 0, epsilon: 1e8, weightDecay: 0 };
    const trained = await trainCases((await open()).trainer, 1, descent);
    trained.forEach(({ parameters }, i) => {
      const golden = GOLDEN_CASES[i]!;
      const gradient = golden.parameters.map((before, k) => before - parameters[k]!);
      for (const [tensor, error] of Object.entries(worstByTensor(gradient, golden.gradient))) {
        assert.ok(error < 1e-5, `${tensor} of case ${i} differs by ${error}`);
      }
    });
  });

  Deno.test(
    `AdamW's parameters are PyTorch's within 1e-4, later losses within 1e-3, on ${name}`,
    SHARED_DEVICE,
    async () => {
      const { trainer } = await open();
      for (const steps of [1, 2, 5]) {
        (await trainCases(trainer, steps)).forEach(({ parameters }, i) => {
          const wanted = GOLDEN_CASES[i]!.steps.find(({ step }) => step === steps)!.parameters!;
          for (const [tensor, error] of Object.entries(worstByTensor(parameters, wanted))) {
            assert.ok(error < 1e-4, `${tensor} of case ${i} differs by ${error} after ${steps} steps`);
          }
        });
      }
      (await trainCases(trainer, 50)).forEach(({ epochLosses }, i) => {
        for (const { step, lossBefore } of GOLDEN_CASES[i]!.steps) {
          const error = Math.abs(epochLosses[step - 1]! / lossBefore - 1);
          assert.ok(error < 1e-3, `the loss before step ${step} of case ${i} differs by ${error}`);
        }
      });
    },
  );
}

Deno.test("a member comes out the same bytes whoever is trained beside it", SHARED_DEVICE, async () => {
  const { trainer } = await webgpu("software");
  const member = (i: number) => ({
    initial: GOLDEN_CASES[i % 3]!.parameters,
    target: GOLDEN_CASES[(i + 1) % 3]!.labelVector,
    epochs: [0, 1].map(() => GOLDEN_CASES[i % 3]!.trainIndices.slice(0, 20 - i)),
  });
  const settings = { batchSize: 8, optimiser: NOTEBOOK_ADAMW };
  const together = await trainer.train(train.images, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(member), settings);
  for (const i of [0, 5, 9]) {
    const [alone] = await trainer.train(train.images, [member(i)], settings);
    assert.deepEqual(alone, together[i]);
  }
});

Deno.test("members that come and go while others go on end as they do alone", SHARED_DEVICE, async () => {
  const { trainer } = await webgpu("software");
  const members = [3, 30, 8, 30, 5, 12].map((epochs, i) => ({
    initial: GOLDEN_CASES[i % 3]!.parameters,
    target: GOLDEN_CASES[(i + 1) % 3]!.labelVector,
    epochs: Array.from({ length: epochs }, () => GOLDEN_CASES[i % 3]!.trainIndices.slice(0, 20 - i)),
  }));
  const settings = { batchSize: 8, optimiser: NOTEBOOK_ADAMW };
  const [givenUp] = members.splice(3, 1);
  const ended = new Map<TrainingMember, TrainedMember>();
  const told = new Map<TrainingMember, number[][]>();
  let asked = 0;
  await trainer.trainFrom!(train.images, {
    // Three begin; the first leaves a gap that the last one moves into; the others come in two by two; one is given up on the way.
    wanted: (atWork, most) => {
      assert.ok(most >= members.length);
      for (const { member, epochLosses, share } of atWork) {
        assert.ok(share > 0 && share <= 1 && epochLosses.length <= share * member.epochs.length);
        told.set(member, [...told.get(member) ?? [], [...epochLosses]]);
      }
      asked++;
      const begun = members.slice(0, 3 + 2 * Math.floor(asked / 3));
      return [...asked < 4 ? [givenUp!] : [], ...begun.filter((member) => !ended.has(member))];
    },
    onTrained: (member, trained) => {
      assert.ok(!ended.has(member), "ended twice");
      ended.set(member, trained);
    },
  }, settings);
  assert.ok(!ended.has(givenUp!) && told.has(givenUp!));
  for (const member of members) {
    const [alone] = await trainer.train(train.images, [member], settings);
    assert.deepEqual(ended.get(member), alone);
    for (const losses of told.get(member)!) assert.deepEqual(losses, alone!.epochLosses.slice(0, losses.length));
  }
});

Deno.test("training and scoring leave no buffer, texture or tensor behind", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  const { trainer, scorer } = await webgpu("software");
  const images = imagesOf(GOLDEN_CASES[0]!);
  const once = async () => {
    await trainCases(trainer, 1);
    await scorer.cosines(images, [GOLDEN_CASES[0]!.parameters], AXES);
    return gpu.bytesInUse;
  };
  const first = await once();
  assert.equal(await once(), first);
  assert.equal(await once(), first);
  assert.ok(first < 1 << 30, `${first} bytes of GPU memory in use`);
});
