/**
 * Which graphics card of a machine with several a task runs on.
 *
 * WebGPU in Deno chooses by power preference and, with DENO_WEBGPU_BACKEND, by kind of driver alone, and wgpu beneath it takes
 * the first of several cards that are alike. Vulkan knows nothing of CUDA_VISIBLE_DEVICES, by which Slurm says which card it
 * gave; VK_LOADER_DEVICE_SELECT and MESA_VK_DEVICE_SELECT name a model, not one card of two that are alike. What does is
 * DRI_PRIME=pci-0000_17_00_0: Mesa's layer for choosing a device, which stands above every Vulkan driver, puts that card first.
 * Where Slurm keeps other cards from a job (ConstrainDevices=yes in cgroup.conf), there is nothing to choose.
 *
 * Source: denoland/deno, ext/webgpu, `requestAdapter`; gfx-rs/wgpu, issue 9663; Mesa, src/vulkan/device-select-layer,
 * `device_select_find_dri_prime_tag_default`; Slurm's pages on gres.conf and cgroup.conf.
 *
 * @module
 */
import { runProgram } from "./child.ts";

/** A card that a process here can reach. */
export interface Card {
  /** As nvidia-smi and Slurm count. */
  readonly index: number;
  /** As Mesa's layer names it, such as "pci-0000_17_00_0". */
  readonly tag: string;
}

/** Where Mesa's layer says that it is there. */
const LAYER_FILES = ["/usr/share", "/usr/local/share", "/etc"].map((folder) =>
  `${folder}/vulkan/implicit_layer.d/VkLayer_MESA_device_select.json`
);

/** The cards that NVIDIA's driver shows to this process; none where there is no such driver. */
export async function visibleCards(): Promise<Card[]> {
  const { code, stdout } = await runProgram("nvidia-smi", ["--query-gpu=index,pci.bus_id", "--format=csv,noheader"]);
  return code === 0 ? readCards(stdout) : [];
}

/** Reads lines such as `1, 00000000:17:00.0`. */
export function readCards(csv: string): Card[] {
  return [...csv.matchAll(/^\s*(\d+),\s*([0-9a-f]{4,8}):([0-9a-f]{2}):([0-9a-f]{2})\.([0-9a-f])\s*$/gim)].map(
    ([, index, domain = "", bus = "", device = "", part = ""]) => ({
      index: Number(index),
      tag: `pci-${domain.slice(-4)}_${bus}_${device}_${part}`.toLowerCase(),
    }),
  );
}

/** What a choice depends on beside the cards. */
export interface CardGround {
  readonly cards: readonly Card[];
  /** Whether Mesa's layer is installed. */
  readonly layer: boolean;
  /** What is set for it already. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a choice depends on here. */
export async function cardGround(): Promise<CardGround> {
  const layers = await Promise.all(LAYER_FILES.map((path) => Deno.stat(path).then(() => true, () => false)));
  return { cards: await visibleCards(), layer: layers.includes(true), environment: Deno.env.toObject() };
}

/**
 * Environment variables for a task's run, so that it takes the card that Slurm gave its job.
 *
 * @param doing Names what is being done in errors.
 * @returns None where Slurm gave no card, or no other can be reached.
 * @throws {Error} If Slurm gave several, or the one cannot be chosen.
 */
export function cardOfJob(ground: CardGround, doing: string): Record<string, string> {
  const given = (ground.environment.SLURM_JOB_GPUS ?? "").split(",").filter((part) => part !== "");
  if (given.length === 0 || ground.cards.length <= 1) return {};
  if (given.length > 1) {
    throw new Error(`${doing}: found ${given.length} cards given by Slurm, wanted one a task (--slurm gres=gpu:1)`);
  }
  const card = ground.cards.find(({ index }) => String(index) === given[0]);
  if (card === undefined) {
    const there = ground.cards.map(({ index }) => index).join(", ");
    throw new Error(`${doing}: found card ${given[0]} given by Slurm and the cards ${there} there, wanted one of them`);
  }
  return settingsFor(card, ground, doing);
}

/**
 * Environment variables for each of the places on this machine at which tasks run at once, a card each.
 *
 * @returns Nothing to set where there is one place, or at most one card.
 * @throws {Error} If there are fewer cards than places, or they cannot be told apart.
 */
export function cardsOfPlaces(ground: CardGround, places: number, doing: string): Record<string, string>[] {
  const { cards } = ground;
  if (places <= 1 || cards.length <= 1) return [];
  if (places > cards.length) {
    throw new Error(`${doing}: found --throttle ${places} and ${cards.length} cards, wanted at most one task a card`);
  }
  return cards.slice(0, places).map((card) => settingsFor(card, ground, doing));
}

function settingsFor({ tag }: Card, { layer, environment, cards }: CardGround, doing: string): Record<string, string> {
  const others = "or keep the other cards from the job (ConstrainDevices=yes in Slurm's cgroup.conf)";
  if (!layer) {
    throw new Error(
      `${doing}: found ${cards.length} cards and nothing that chooses one of them for Vulkan, wanted Mesa's device-select ` +
        `layer (Debian's mesa-vulkan-drivers), ${others}`,
    );
  }
  const before = ["MESA_VK_DEVICE_SELECT", "NODEVICE_SELECT"].find((name) => environment[name]);
  if (before !== undefined) {
    throw new Error(
      `${doing}: found ${before} set, which goes before the choice of a card, wanted it unset, ${others}`,
    );
  }
  return { DRI_PRIME: tag };
}
