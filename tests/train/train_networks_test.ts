import assert from "node:assert/strict";
import { network } from "../../lib/ensemble/network.ts";
import { compileNetwork } from "../../lib/ensemble/network_pipelines.ts";
import { networkScores } from "../../lib/ensemble/reference_network.ts";
import { NOTEBOOK_ADAMW } from "../../lib/kernels/adamw/reference.ts";
import { PACKED_WORDS, packForSampling } from "../../lib/kernels/augment/pack.ts";
import { augment } from "../../lib/kernels/augment/reference.ts";
import { AUGMENT_SETTINGS, NO_AUGMENT } from "../../lib/kernels/augment/settings.ts";
import { softmax } from "../../lib/kernels/cross_entropy/reference.ts";
import { storeImages } from "../../lib/kernels/images/store.ts";
import type { Gpu } from "../../lib/gpu/gpu.ts";
import type { PlanKind } from "../../lib/kernels/plan.ts";
import { chooseWidePlan, type WidePlan } from "../../lib/kernels/wide_plan.ts";
import { FIVE_VIEWS, networkPredictions } from "../../lib/infer/network_predictions.ts";
import { trainReferenceNetwork } from "../../lib/train/reference_networks.ts";
import { imageOrder, type NetworkSettings, trainNetworks } from "../../lib/train/train_networks.ts";
import type { TrainingState, TrainingStore } from "../../lib/train/training_store.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { worst } from "../kernels/layer_runner.ts";

/** Small, but its second layer is shared out over workgroups as the protocol's are. */
const MODEL = network([
  { inChannels: 1, outChannels: 8, inSide: 28, padding: 1 },
  { inChannels: 8, outChannels: 16, inSide: 14, padding: 2 },
]);
const SMOOTHING = 0.03;
const COUNT = 24;
const PIXELS = Uint8Array.from({ length: COUNT * 784 }, (_, i) => {
  const [image, y, x] = [Math.floor(i / 784), Math.floor(i / 28) % 28, i % 28];
  return Math.max(0, 255 * Math.sin((x + image) / (3 + image % 4)) * Math.cos((y - image) / 5));
});
const LABELS = Uint8Array.from({ length: COUNT }, (_, i) => i % 10);
const SETTINGS: NetworkSettings = {
  batchSize: 6,
  augment: AUGMENT_SETTINGS,
  schedule: {
    optimiser: { ...NOTEBOOK_ADAMW, learningRate: 0.003, weightDecay: 0.02 },
    steps: 4,
    warmUpSteps: 3,
    leastLearningRate: 1e-5,
    averageDecay: 0.998,
  },
};

/** The plan for an adapter of a kind, input channels shared out too. */
function planFor(gpu: Gpu, kind?: PlanKind): WidePlan {
  const plan = chooseWidePlan(gpu.traits, MODEL.layers.map(({ shape }) => shape), kind);
  const layers = plan.layers.map((layer, i) =>
    i === 0 ? layer : { ...layer, inputGradient: { ...layer.inputGradient, inChannelsPerPart: 4 } }
  );
  assert.equal(layers[1]!.forward.outChannelsPerPart, 8);
  return { ...plan, layers };
}

for (const kind of ["software", "gpu"] as const) {
  Deno.test({
    name: `trainNetworks() and networkPredictions() follow the float64 reference (${kind} plan)`,
    ...SHARED_DEVICE,
    async fn() {
      const gpu = await sharedGpu();
      const plan = planFor(gpu, kind);
      const pipelines = await compileNetwork(gpu, MODEL, plan, SMOOTHING);
      const images = storeImages(gpu, plan.storage, packForSampling(PIXELS), PACKED_WORDS);
      const members = [{ seed: 1, labels: LABELS }, { seed: 2 ** 40 + 3, labels: LABELS.map((label) => 9 - label) }];
      const bytesBefore = gpu.bytesInUse;
      const trained = await trainNetworks(gpu, pipelines, images.binding, members, SETTINGS);
      for (const [m, member] of members.entries()) {
        const wanted = trainReferenceNetwork(MODEL, PIXELS, member, SETTINGS, SMOOTHING);
        const { parameters, losses } = trained[m]!;
        assert.ok(worst(Float64Array.from(losses), Float64Array.from(wanted.losses)) < 1e-4, `losses ${losses}`);
        const difference = worst(Float64Array.from(parameters), wanted.parameters);
        assert.ok(difference < 1e-3, `parameters of member ${m} differ by ${difference}`);
      }
      const alone = await trainNetworks(gpu, pipelines, images.binding, members.slice(1), SETTINGS);
      assert.deepEqual(alone[0], trained[1], "a member alone is the same");

      const networks = trained.map(({ parameters }) => parameters);
      const predictions = await networkPredictions(gpu, pipelines, images.binding, COUNT, networks);
      for (const [m, found] of predictions.entries()) {
        const parameters = Float64Array.from(networks[m]!);
        for (const image of [0, COUNT - 1]) {
          const wanted = new Float64Array(10);
          for (const { right, down } of FIVE_VIEWS) {
            const pixels = PIXELS.subarray(image * 784, (image + 1) * 784);
            const view = augment(NO_AUGMENT, { seed: [0, 0], step: 0, lane: 0 }, pixels, right, down);
            softmax(networkScores(MODEL, parameters, view)).forEach((p, c) => wanted[c]! += p / 5);
          }
          const difference = worst(Float64Array.from(found.subarray(image * 10, image * 10 + 10)), wanted);
          assert.ok(difference < 1e-4, `image ${image} of member ${m} differs by ${difference}`);
        }
      }
      assert.equal(gpu.bytesInUse, bytesBefore, "nothing stays behind");
      images.release();
    },
  });
}

Deno.test({
  name: "trainNetworks() that is stopped anywhere goes on to the same bits, and so does one that had ended",
  ...SHARED_DEVICE,
  async fn() {
    const gpu = await sharedGpu();
    // One member at a time, so that one has ended when the other is stopped.
    const plan = { ...planFor(gpu), trainingMembers: 1 };
    const pipelines = await compileNetwork(gpu, MODEL, plan, SMOOTHING);
    const images = storeImages(gpu, plan.storage, packForSampling(PIXELS), PACKED_WORDS);
    const members = [{ seed: 1, labels: LABELS }, { seed: 5, labels: LABELS }];
    const bytesBefore = gpu.bytesInUse;
    const train = (store?: TrainingStore) =>
      trainNetworks(gpu, pipelines, images.binding, members, SETTINGS, () => {}, store);
    const whole = await train();
    const last = new Map<string, TrainingState>();
    const written: (readonly [part: string, state: TrainingState, others: ReadonlyMap<string, TrainingState>])[] = [];
    const kept = await train({
      read: () => Promise.resolve(undefined),
      write(part, state) {
        const copy = structuredClone(state);
        written.push([part, copy, new Map(last)]);
        last.set(part, copy);
        return Promise.resolve();
      },
      intervalMs: () => 0,
    });
    assert.deepEqual(kept, whole, "keeping the state changes nothing");
    const steps = SETTINGS.schedule.steps;
    assert.deepEqual([...new Set(written.map(([part]) => part))], ["from 0", "from 1"]);
    for (const [part, state, others] of written) {
      assert.equal(state.losses[0]!.length, state.step);
      const states = new Map([...others, [part, state]]);
      let stepsDone = 0;
      const resumed = await train({
        read: (name) => Promise.resolve(structuredClone(states.get(name))),
        write(name, { step }) {
          stepsDone += step - (states.get(name)?.step ?? 0);
          return Promise.resolve();
        },
        intervalMs: () => Infinity,
      });
      assert.deepEqual(resumed, whole, `${part}, stopped after step ${state.step}`);
      assert.equal(
        stepsDone,
        2 * steps - state.step - (part === "from 1" ? steps : 0),
        "what was done is not done again",
      );
    }
    assert.equal(gpu.bytesInUse, bytesBefore, "nothing stays behind");
    images.release();
  },
});

Deno.test({
  name: "an image is predicted the same whatever stands beside it",
  ...SHARED_DEVICE,
  async fn() {
    const gpu = await sharedGpu();
    const plan = planFor(gpu);
    const pipelines = await compileNetwork(gpu, MODEL, plan, SMOOTHING);
    const parameters = Float32Array.from({ length: MODEL.parameterCount }, (_, i) => Math.sin(i * 12.9898) / 4);
    const predict = async (pixels: Uint8Array) => {
      const images = storeImages(gpu, plan.storage, packForSampling(pixels), PACKED_WORDS);
      const [found] = await networkPredictions(gpu, pipelines, images.binding, pixels.length / 784, [parameters]);
      images.release();
      return found!;
    };
    const all = await predict(PIXELS);
    const alone = await predict(PIXELS.slice(7 * 784, 8 * 784));
    assert.deepEqual(alone, all.slice(70, 80));
  },
});

Deno.test("imageOrder() goes through all images before any comes again, and through the given ones only", () => {
  const order = imageOrder({ seed: 4, labels: LABELS }, 2 * COUNT + 5);
  const sorted = (from: number) => [...order.subarray(from, from + COUNT)].sort((a, b) => a - b);
  const all = Array.from({ length: COUNT }, (_, i) => i);
  assert.deepEqual(sorted(0), all);
  assert.deepEqual(sorted(COUNT), all);
  assert.notDeepEqual([...order.subarray(0, COUNT)], [...order.subarray(COUNT, 2 * COUNT)]);
  const some = imageOrder({ seed: 4, labels: LABELS, indices: Uint32Array.of(3, 9) }, 6);
  assert.deepEqual([...some].sort((a, b) => a - b), [3, 3, 3, 9, 9, 9]);
});

Deno.test("imageOrder() refuses a network that has no image, rather than look for one for ever", () => {
  const message = /^RangeError: Ordering a network's images: found none, wanted at least one$/;
  assert.throws(() => imageOrder({ seed: 4, labels: new Uint8Array() }, 6), message);
  assert.throws(() => imageOrder({ seed: 4, labels: LABELS, indices: new Uint32Array() }, 6), message);
  assert.throws(() => imageOrder({ seed: 4, labels: LABELS, indices: new Uint32Array() }, 0), message);
});
