/**
 * What the presets of the leak-free protocol train on the graph's pseudo-labels, and which one suits an adapter.
 *
 * @module
 */
import type { LeakFreeOptions, LeakFreePreset } from "../config/leak_free_options.ts";
import type { AdapterTraits } from "../gpu/adapter.ts";
import type { AugmentSettings } from "../kernels/augment/settings.ts";
import { QUICK_NETWORK_STEPS } from "../train/network_settings.ts";
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

/** What a preset trains. */
export const PRESET_NETWORKS: Readonly<Record<LeakFreePreset, PresetNetwork | undefined>> = {
  graph: undefined,
  quick: (options, augment) => smallNetwork(options, options.quick ? QUICKEST_STEPS : QUICK_NETWORK_STEPS, augment),
  laptop: (options, augment) => smallNetwork(options, options.quick ? QUICK_RUN_STEPS : undefined, augment),
};

function smallNetwork(
  { members, steps }: PresetOptions,
  ownSteps: number | undefined,
  augment: AugmentSettings | undefined,
): NetworkStage {
  return leakFreeNetwork({
    members,
    ...(steps > 0 ? { steps } : ownSteps !== undefined && { steps: ownSteps }),
    ...(augment && { augment }),
  });
}

/** An adapter that holds less than this in one buffer is a small GPU. Source: our choice; cards of today offer more. */
const SMALL_BUFFER = 2 ** 31 - 1;
/** For a GPU that is neither small nor stood in for by a CPU. */
const LARGE_GPU_PRESET: LeakFreePreset = "laptop";

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
  return software || (limits["maxBufferSize"] ?? 0) < SMALL_BUFFER ? "laptop" : LARGE_GPU_PRESET;
}
