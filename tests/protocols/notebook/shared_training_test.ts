import assert from "node:assert/strict";
import { SharedTraining } from "../../../lib/protocols/notebook/shared_training.ts";
import type { MemberAtWork, MemberSource, TrainingMember } from "../../../lib/train/trainer.ts";

const IMAGES = { count: 1, pixels: new Uint8Array(784) };
const OTHER_IMAGES = { count: 1, pixels: new Uint8Array(784) };
const SETTINGS = {
  batchSize: 20,
  optimiser: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
};
/** Turns that a member is at work. */
const TURNS = 2;

/** A source of members of one run, in order, that wants `atOnce` of them beside each other. */
function sourceOf(names: readonly string[], atOnce = 1) {
  const members = names.map((name): TrainingMember & { name: string } => ({
    name,
    initial: new Float32Array(1),
    target: new Float32Array(1),
    epochs: [],
  }));
  const trained: string[] = [];
  const source: MemberSource = {
    wanted: (_atWork, most) => members.filter(({ name }) => !trained.includes(name)).slice(0, Math.min(most, atOnce)),
    onTrained: (member) => void trained.push((member as typeof members[number]).name),
  };
  return { source, trained };
}

/** A trainer with so many places, which notes who is at work turn by turn. */
function fakeTrainer(places: number) {
  const turns: string[] = [];
  const trainFrom = async (_images: unknown, source: MemberSource) => {
    let atWork: MemberAtWork[] = [];
    while (true) {
      const wanted = source.wanted(atWork, places);
      assert.ok(wanted.length <= places);
      if (wanted.length === 0) return;
      atWork = wanted.map((member) => ({
        member,
        epochLosses: [],
        share: (atWork.find((one) => one.member === member)?.share ?? 0) + 1 / TURNS,
      }));
      const names = atWork.map(({ member }) => (member as TrainingMember & { name: string }).name);
      turns.push(names.join(" "));
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (names.includes("breaks the device")) throw new Error("device lost");
      for (const { member, share } of atWork) {
        if (share >= 1) source.onTrained(member, { parameters: member.initial, epochLosses: [1] });
      }
      atWork = atWork.filter(({ share }) => share < 1);
    }
  };
  return { turns, trainFrom };
}

Deno.test("SharedTraining keeps every place taken: runs in their turn, and who is at work stays", async () => {
  const { turns, trainFrom } = fakeTrainer(2);
  const shared = new SharedTraining(trainFrom);
  const runs = [sourceOf(["a1", "a2"]), sourceOf(["b1"]), sourceOf(["c1"])];
  await Promise.all(runs.map(({ source }) => shared.train(IMAGES, source, SETTINGS)));
  assert.deepEqual(runs.map(({ trained }) => trained), [["a1", "a2"], ["b1"], ["c1"]]);
  assert.deepEqual(turns, ["a1 b1", "a1 b1", "a2 c1", "a2 c1"]);
});

Deno.test("SharedTraining gives places that a run has no use for to others", async () => {
  const { turns, trainFrom } = fakeTrainer(4);
  const shared = new SharedTraining(trainFrom);
  const runs = [sourceOf(["a1"], 1), sourceOf(["b1", "b2", "b3"], 3)];
  await Promise.all(runs.map(({ source }) => shared.train(IMAGES, source, SETTINGS)));
  assert.deepEqual(turns, ["a1 b1 b2 b3", "a1 b1 b2 b3"]);
});

Deno.test("SharedTraining takes a run in that comes while others train, and mixes no kinds", async () => {
  const { turns, trainFrom } = fakeTrainer(3);
  const shared = new SharedTraining(trainFrom);
  const runs = [sourceOf(["a1"]), sourceOf(["b1"]), sourceOf(["c1"])] as const;
  const first = shared.train(IMAGES, runs[0].source, SETTINGS);
  const other = shared.train(IMAGES, runs[1].source, { ...SETTINGS, batchSize: 10 });
  await new Promise((resolve) => setTimeout(resolve));
  const late = shared.train(IMAGES, runs[2].source, SETTINGS);
  await Promise.all([first, other, late]);
  assert.equal(turns[0], "a1");
  assert.ok(turns.includes("a1 c1") && turns.at(-1) === "b1");
});

Deno.test("SharedTraining tells nobody of a member that was given up", async () => {
  const { source, trained } = sourceOf(["a1"]);
  const members = source.wanted([], 1);
  let asked = 0;
  const shared = new SharedTraining((_images, from) => {
    const [member] = from.wanted([], 4) as [TrainingMember];
    assert.deepEqual(from.wanted([{ member, epochLosses: [], share: 0.5 }], 4), []);
    from.onTrained(member, { parameters: member.initial, epochLosses: [1] });
    from.wanted([], 4);
    return Promise.resolve();
  });
  await shared.train(IMAGES, { ...source, wanted: () => ++asked === 1 ? members : [] }, SETTINGS);
  assert.deepEqual([asked, trained], [3, []]);
});

Deno.test("SharedTraining trains runs on two sets of as many images one after the other, each on its own", async () => {
  const { turns, trainFrom } = fakeTrainer(4);
  const sets: unknown[] = [];
  const shared = new SharedTraining((images, source) => {
    sets.push(images);
    return trainFrom(images, source);
  });
  const runs = [sourceOf(["a1"]), sourceOf(["b1"]), sourceOf(["c1"])];
  const view = { count: 1, pixels: IMAGES.pixels.subarray() };
  await Promise.all(
    [IMAGES, OTHER_IMAGES, view].map((images, i) => shared.train(images, runs[i]!.source, SETTINGS)),
  );
  assert.deepEqual(sets, [IMAGES, OTHER_IMAGES]);
  assert.deepEqual(turns, ["a1 c1", "a1 c1", "b1", "b1"]);
});

Deno.test("SharedTraining passes a source's error on to its run, the device's to all of that kind, and goes on", async () => {
  const { trainFrom } = fakeTrainer(4);
  const shared = new SharedTraining(trainFrom);
  const sound = sourceOf(["a1"]);
  const asked = { ...sourceOf(["b1"]).source, wanted: () => assert.fail("no member") };
  const told = { ...sourceOf(["c1"]).source, onTrained: () => assert.fail("not a number") };
  const results = await Promise.allSettled(
    [sound.source, asked, told].map((source) => shared.train(IMAGES, source, SETTINGS)),
  );
  assert.deepEqual(results.map(({ status }) => status), ["fulfilled", "rejected", "rejected"]);
  assert.deepEqual(sound.trained, ["a1"]);
  const broken = sourceOf(["breaks the device"]);
  const beside = sourceOf(["d1"]);
  const both = [broken, beside].map(({ source }) => shared.train(IMAGES, source, SETTINGS));
  for (const one of await Promise.allSettled(both)) assert.equal(one.status, "rejected");
  const after = sourceOf(["e1"]);
  await shared.train(IMAGES, after.source, SETTINGS);
  assert.deepEqual(after.trained, ["e1"]);
});
