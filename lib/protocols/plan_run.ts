import type { ReproduceOptions } from "../config/options.ts";
import { QUICK_SIZES } from "../config/leak_free_options.ts";
import { type Dataset, headOfSet, type LabelledSet } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { graphKey, type GraphStore } from "../graph/graph_file.ts";
import { GRAPH_SETTINGS } from "../graph/settings.ts";
import type { PlannedStep } from "../run/run_clock.ts";
import { choosePreset, presetSettings } from "./leak_free/leak_free_presets.ts";
import { plannedSteps } from "./planned_steps.ts";

/**
 * Looks at what a run of `reproduce` will do: its steps, and what each costs here.
 *
 * @param seeds Of the notebook's protocol; 0 where it does not run.
 * @param leakFree What the leak-free protocol runs on; absent where it does not.
 */
export async function planRun(
  options: ReproduceOptions,
  { train, test }: Dataset,
  seeds: number,
  leakFree?: { readonly gpu: Gpu; readonly graphStore?: GraphStore | undefined },
): Promise<PlannedStep[]> {
  return plannedSteps(options, {
    trainImages: train.images.count,
    testImages: test.images.count,
    seeds,
    ...(leakFree && { leakFree: await leakFreeGround(options, train, test, leakFree) }),
  });
}

async function leakFreeGround(
  options: ReproduceOptions,
  train: LabelledSet,
  test: LabelledSet,
  { gpu, graphStore }: { readonly gpu: Gpu; readonly graphStore?: GraphStore | undefined },
) {
  const sizes = options.quick ? QUICK_SIZES : { trainImages: Infinity, testImages: Infinity };
  const trainImages = headOfSet(train, Math.min(sizes.trainImages, train.images.count)).images;
  const testImages = headOfSet(test, Math.min(sizes.testImages, test.images.count)).images;
  const key = graphStore?.has && await graphKey(trainImages, testImages, GRAPH_SETTINGS, gpu.traits.description);
  return {
    trainImages: trainImages.count,
    testImages: testImages.count,
    network: presetSettings(choosePreset(options.preset, options.quick, gpu.traits), options),
    graphIsKept: key !== undefined && await graphStore!.has!(key),
  };
}
