/**
 * What the presets of the leak-free protocol train on the graph's pseudo-labels, and which one suits an adapter.
 *
 * @module
 */
import type { LeakFreeOptions, LeakFreePreset } from "../../config/leak_free_options.ts";
import { LEAK_FREE_NETWORK, type Network, networkFor, WIDE_NETWORK } from "../../ensemble/network.ts";
import type { AdapterTraits } from "../../gpu/adapter.ts";
import type { AugmentSettings } from "../../kernels/augment/settings.ts";
import { GPU_NETWORK_STEPS, NETWORK_STEPS, QUICK_NETWORK_STEPS } from "../../train/network_settings.ts";
import { leakFreeNetwork } from "./leak_free_network.ts";
import type { NetworkStage } from "./network_stage.ts";

/** What a preset's networks depend on. */
export interface PresetOptions extends Pick<LeakFreeOptions, "members" | "steps"> {
  /** Whether it is a run on fewer images. */
  readonly quick: boolean;
  /** Of the data set. */
  readonly classes: number;
  /** See `LeakFreeNetworkSettings`. */
  readonly compiledAhead?: Promise<unknown>;
}

/** Steps of a quick run's networks: six times through its images, as fewer steps would be mostly warm-up. */
const QUICK_RUN_STEPS = 280;
/** The same for the preset `quick`: three times. */
const QUICKEST_STEPS = 140;
/** Networks of a draw with the preset `gpu`. */
const GPU_MEMBERS = 2;

/** What a preset trains. */
export interface PresetSettings {
  readonly network: Network;
  /** Networks of each draw. */
  readonly members: number;
  /** Training steps of each. */
  readonly steps: number;
}

/** What presets train, for quick runs and others. */
const OWN_NETWORKS: Readonly<Record<LeakFreePreset, ((quick: boolean) => PresetSettings) | undefined>> = {
  graph: undefined,
  quick: (quick) => ({
    network: LEAK_FREE_NETWORK,
    members: 1,
    steps: quick ? QUICKEST_STEPS : QUICK_NETWORK_STEPS,
  }),
  laptop: (quick) => ({ network: LEAK_FREE_NETWORK, members: 1, steps: quick ? QUICK_RUN_STEPS : NETWORK_STEPS }),
  gpu: (quick) => ({
    network: WIDE_NETWORK,
    members: GPU_MEMBERS,
    steps: quick ? QUICK_RUN_STEPS : GPU_NETWORK_STEPS,
  }),
};

/** What a preset trains with these options; nothing with the preset `graph`. */
export function presetSettings(
  preset: LeakFreePreset,
  { members, steps, quick, classes }: PresetOptions,
): PresetSettings | undefined {
  const own = OWN_NETWORKS[preset]?.(quick);
  return own &&
    { ...own, network: networkFor(own.network, classes), ...(members > 0 && { members }), ...(steps > 0 && { steps }) };
}

/**
 * A preset's network stage; none with the preset `graph`.
 *
 * @param augment As in `LeakFreeNetworkSettings`.
 * @throws {RangeError} If the number of members or of steps is out of range.
 */
export function presetNetwork(
  preset: LeakFreePreset,
  options: PresetOptions,
  augment?: AugmentSettings,
): NetworkStage | undefined {
  const settings = presetSettings(preset, options);
  const { compiledAhead } = options;
  return settings &&
    leakFreeNetwork({ ...settings, ...(augment && { augment }), ...(compiledAhead && { compiledAhead }) });
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
