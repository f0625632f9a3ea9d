/**
 * What the presets of the leak-free protocol train on the graph's pseudo-labels, and which one suits an adapter.
 *
 * @module
 */
import type { LeakFreeOptions, LeakFreePreset } from "../config/leak_free_options.ts";
import { type Network, WIDE_NETWORK } from "../ensemble/network.ts";
import type { AdapterTraits } from "../gpu/adapter.ts";
import type { AugmentSettings } from "../kernels/augment/settings.ts";
import { GPU_NETWORK_STEPS, QUICK_NETWORK_STEPS } from "../train/network_settings.ts";
import { leakFreeNetwork } from "./leak_free_network.ts";
import type { NetworkStage } from "./network_stage.ts";

/** What a preset's networks depend on. */
export interface PresetOptions extends Pick<LeakFreeOptions, "members" | "steps"> {
  /** Whether it is a run on fewer images. */
  readonly quick: boolean;
}

/** Puts together a preset's network stage; `augment` as in `LeakFreeNetworkSettings`. */
export type PresetNetwork = (options: PresetOptions, augment?: AugmentSettings) => NetworkStage;

/** Steps of a quick run's networks: as many passes over its images as the preset `laptop` makes over all. */
const QUICK_RUN_STEPS = 280;
/** The same for the preset `quick`, which would hardly leave its warm-up with a tenth of its steps. */
const QUICKEST_STEPS = 140;
/** Networks of a draw with the preset `gpu`. */
const GPU_MEMBERS = 2;

/** What a preset trains, if it is not told otherwise. */
interface OwnNetworks {
  readonly network?: Network;
  readonly members?: number;
  readonly steps?: number;
}

/** What a preset trains. */
export const PRESET_NETWORKS: Readonly<Record<LeakFreePreset, PresetNetwork | undefined>> = {
  graph: undefined,
  quick: (options, augment) =>
    networks(options, { steps: options.quick ? QUICKEST_STEPS : QUICK_NETWORK_STEPS }, augment),
  laptop: (options, augment) => networks(options, options.quick ? { steps: QUICK_RUN_STEPS } : {}, augment),
  gpu: (options, augment) =>
    networks(options, {
      network: WIDE_NETWORK,
      members: GPU_MEMBERS,
      steps: options.quick ? QUICK_RUN_STEPS : GPU_NETWORK_STEPS,
    }, augment),
};

function networks(
  { members, steps }: PresetOptions,
  own: OwnNetworks,
  augment: AugmentSettings | undefined,
): NetworkStage {
  return leakFreeNetwork({
    ...own,
    ...(members > 0 && { members }),
    ...(steps > 0 && { steps }),
    ...(augment && { augment }),
  });
}

/** An adapter that holds less than this in one buffer is a small GPU. Source: our choice; cards of today offer more. */
const SMALL_BUFFER = 2 ** 31 - 1;
/** The networks of the preset `gpu` need more workgroup memory than the 16 KiB that every adapter has. */
const WIDE_WORKGROUP_BYTES = 32_768;

/**
 * The preset of a run that leaves the choice to us.
 *
 * @param preset As asked for.
 * @param quick Whether it is a run on fewer images.
 */
export function choosePreset(
  preset: LeakFreeOptions["preset"],
  quick: boolean,
  { software, limits }: Pick<AdapterTraits, "software" | "limits">,
): LeakFreePreset {
  if (preset !== "auto") return preset;
  if (quick) return "quick";
  const large = (limits["maxBufferSize"] ?? 0) >= SMALL_BUFFER &&
    (limits["maxComputeWorkgroupStorageSize"] ?? 0) >= WIDE_WORKGROUP_BYTES;
  return large && !software ? "gpu" : "laptop";
}
