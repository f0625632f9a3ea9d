import assert from "node:assert/strict";
import { DeviceQueue } from "../../../lib/protocols/notebook/device_queue.ts";
import type { Scorer } from "../../../lib/infer/scorer.ts";
import type { Trainer, TrainingMember } from "../../../lib/train/trainer.ts";

const IMAGES = { count: 1, pixels: new Uint8Array(784) };
const SETTINGS = {
  batchSize: 20,
  optimiser: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
};

/** A member that can be told from others by its first parameter. */
const member = (name: number, epochs = 1): TrainingMember => ({
  initial: Float32Array.of(name),
  target: Float32Array.of(1),
  epochs: Array.from({ length: epochs }, () => Int32Array.of(0)),
});

/** A device that notes what it was given, and answers with each member's name. */
function fakeDevice(width: number) {
  const log: string[] = [];
  const trainer: Trainer = {
    preferredMembers: width,
    leastChance: 0,
    train: async (_images, members) => {
      log.push(`train ${members.map(({ initial }) => initial[0]).join(" ")}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (members.some(({ initial }) => initial[0] === 666)) throw new Error("device lost");
      return members.map(({ initial }) => ({ parameters: initial, epochLosses: [initial[0]!] }));
    },
  };
  const scorer: Scorer = {
    cosines: (images) => {
      log.push("score");
      return Promise.resolve({ images: images.count, members: 0, classes: 0, values: new Float32Array() });
    },
  };
  return { log, trainer, scorer };
}

Deno.test("DeviceQueue trains members of different runs in one wave and hands each its own", async () => {
  const { log, trainer, scorer } = fakeDevice(4);
  const queue = new DeviceQueue(trainer, scorer, 3);
  const results = await Promise.all([[1, 2], [3], [4]].map(async (names) => {
    const trained = await queue.train(IMAGES, names.map((name) => member(name)), SETTINGS);
    return trained.map(({ epochLosses }) => epochLosses[0]);
  }));
  assert.deepEqual(results, [[1, 2], [3], [4]]);
  assert.deepEqual(log, ["train 1 2 3 4"]);
});

Deno.test("DeviceQueue prefers full waves to scoring, scoring to waves that are not full, and mixes no stages", async () => {
  const { log, trainer, scorer } = fakeDevice(2);
  const queue = new DeviceQueue(trainer, scorer, 4);
  await Promise.all([
    queue.train(IMAGES, [member(1)], SETTINGS),
    queue.cosines(IMAGES, [], []),
    queue.train(IMAGES, [member(2, 5)], SETTINGS),
    queue.train(IMAGES, [member(3, 5)], SETTINGS),
  ]);
  assert.deepEqual(log, ["train 2 3", "score", "train 1"]);
});

Deno.test("DeviceQueue trains members on two sets of as many images, or by two optimisers, in waves of their own", async () => {
  const { log, trainer, scorer } = fakeDevice(4);
  const queue = new DeviceQueue(trainer, scorer, 3);
  const decayed = { ...SETTINGS, optimiser: { ...SETTINGS.optimiser, weightDecay: 0 } };
  await Promise.all([
    queue.train(IMAGES, [member(1)], SETTINGS),
    queue.train({ count: 1, pixels: new Uint8Array(784) }, [member(2)], SETTINGS),
    queue.train(IMAGES, [member(3)], decayed),
    queue.train(IMAGES, [member(4)], SETTINGS),
  ]);
  assert.deepEqual(log, ["train 1 4", "train 2", "train 3"]);
});

Deno.test("DeviceQueue gives a run a greater share of a wave as others end", () => {
  const { trainer, scorer } = fakeDevice(8);
  const queue = new DeviceQueue(trainer, scorer, 10);
  assert.equal(queue.preferredMembers, 1);
  for (let ended = 0; ended < 8; ended++) queue.leave();
  assert.equal(queue.preferredMembers, 4);
  queue.leave();
  assert.equal(queue.preferredMembers, 8);
});

Deno.test("DeviceQueue passes a failure on to the runs of that wave, and goes on", async () => {
  const { trainer, scorer } = fakeDevice(1);
  const queue = new DeviceQueue(trainer, scorer, 2);
  const failing = queue.train(IMAGES, [member(666)], SETTINGS);
  const sound = queue.train(IMAGES, [member(1)], SETTINGS);
  await assert.rejects(failing, /device lost/);
  assert.equal((await sound).length, 1);
});
