import assert from "node:assert/strict";
import { type CardGround, cardOfJob, cardsOfPlaces, readCards } from "../../lib/sweep/cards.ts";

const CARDS = readCards("0, 00000000:17:00.0\n1, 00000000:B1:00.0\n2, 00000001:B2:00.1\n");
const ground = (environment: Record<string, string>, more: Partial<CardGround> = {}): CardGround => ({
  cards: CARDS,
  layer: true,
  environment,
  ...more,
});

Deno.test("cards are named as Mesa's layer names them", () => {
  assert.deepEqual(CARDS.map(({ tag }) => tag), ["pci-0000_17_00_0", "pci-0000_b1_00_0", "pci-0001_b2_00_1"]);
  assert.deepEqual(readCards("No devices were found\n"), []);
});

Deno.test("a task takes the card that Slurm gave it, and is refused where that cannot be", () => {
  const choose = (environment: Record<string, string>, more?: Partial<CardGround>) =>
    cardOfJob(ground(environment, more), "Working on task 3");
  assert.deepEqual(choose({ SLURM_JOB_GPUS: "1" }), { DRI_PRIME: "pci-0000_b1_00_0" });
  assert.deepEqual(choose({}), {}, "no card was asked for");
  assert.deepEqual(
    choose({ SLURM_JOB_GPUS: "1" }, { cards: CARDS.slice(1, 2), layer: false }),
    {},
    "none to choose from",
  );
  assert.throws(
    () => choose({ SLURM_JOB_GPUS: "0,1" }),
    /^Error: Working on task 3: found 2 cards given by Slurm, wanted one/,
  );
  assert.throws(() => choose({ SLURM_JOB_GPUS: "7" }), /found card 7 given by Slurm and the cards 0, 1, 2 there/);
  assert.throws(
    () => choose({ SLURM_JOB_GPUS: "1" }, { layer: false }),
    /found 3 cards and nothing that chooses one of them for Vulkan, wanted Mesa's device-select layer .*ConstrainDevices/,
  );
  for (const name of ["MESA_VK_DEVICE_SELECT", "NODEVICE_SELECT"]) {
    assert.throws(() => choose({ SLURM_JOB_GPUS: "1", [name]: "1" }), new RegExp(`found ${name} set`));
  }
});

Deno.test("tasks that run side by side on a machine take a card each", () => {
  assert.deepEqual(cardsOfPlaces(ground({}), 2, "Running"), [
    { DRI_PRIME: "pci-0000_17_00_0" },
    { DRI_PRIME: "pci-0000_b1_00_0" },
  ]);
  assert.deepEqual(cardsOfPlaces(ground({}), 1, "Running"), []);
  assert.deepEqual(cardsOfPlaces(ground({}, { cards: [] }), 5, "Running"), []);
  assert.throws(
    () => cardsOfPlaces(ground({}), 4, "Running"),
    /found --throttle 4 and 3 cards, wanted at most one task a card/,
  );
});
