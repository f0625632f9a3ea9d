import type { ReproduceOptions } from "../config/options.ts";
import { QUICK_SIZES } from "../config/leak_free_options.ts";
import { NOTEBOOK_SETTINGS, QUICK_SETTINGS } from "../config/published_settings.ts";
import { CLASSES, type Dataset, headOfSet } from "../data/dataset.ts";
import { readLabelledIndices } from "../data/labelled_indices.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { checkGradientRoom } from "../graph/prepared_images.ts";
import { chooseWidePlan } from "../kernels/wide_plan.ts";
import { NETWORK_BATCH_SIZE } from "../train/network_settings.ts";
import { choosePreset, presetSettings } from "./leak_free/leak_free_presets.ts";

/**
 * Refuses, before any work, what a run would come to fail at: of each protocol that is asked for, draws that the data has not
 * the images for, labelled images that are none, and what the adapter has no room for.
 *
 * @throws {RangeError} If a class has too few images, an index is wrong, or the adapter cannot train such networks.
 * @throws {GpuError} If the adapter has no room for so many images.
 * @throws {Error} If the file of labelled images cannot be read, or is not of the form wanted.
 */
export async function checkInput(options: ReproduceOptions, dataset: Dataset, gpu: Gpu | undefined): Promise<void> {
  const { protocol, quick, labelledIndices, labelsPerClass } = options;
  if (protocol !== "leak-free") {
    const { trainImages, stage1 } = quick ? QUICK_SETTINGS : NOTEBOOK_SETTINGS;
    try {
      checkDraw(headOf(dataset, trainImages), stage1.imagesPerClass, quick);
    } catch (error) {
      const hint = "The notebook draws ten images of each class whatever the flags say; --protocol leak-free with " +
        "--labels-per-class needs fewer, and a run without --quick looks at all training images";
      throw Object.assign(error as RangeError, { hint });
    }
  }
  if (gpu === undefined || protocol !== "leak-free" && protocol !== "both") return;
  const trainImages = quick ? QUICK_SIZES.trainImages : Infinity;
  const labels = headOf(dataset, trainImages);
  if (labelledIndices === "") checkDraw(labels, labelsPerClass, quick);
  else await readLabelledIndices(labelledIndices, labels);
  for (const count of [labels.length, dataset.test.images.count]) checkGradientRoom(gpu, count);
  checkNetworks(options, gpu);
}

function headOf({ train }: Dataset, count: number): Uint8Array {
  return headOfSet(train, Math.min(count, train.images.count)).labels;
}

function checkDraw(labels: Uint8Array, perClass: number, quick: boolean): void {
  const counts = new Array<number>(CLASSES).fill(0);
  for (const label of labels) counts[label]!++;
  const least = Math.min(...counts);
  if (least >= perClass) return;
  throw new RangeError(
    `Drawing labelled images: found ${least} of class ${counts.indexOf(least)} among ` +
      `${quick ? `the first ${labels.length} training images, which a quick run takes` : "the training images"}, ` +
      `wanted at least ${perClass}`,
  );
}

/** What the networks of a run depend on. */
export type NetworkOptions = Pick<
  ReproduceOptions,
  "preset" | "members" | "steps" | "quick" | "draws" | "labelledIndices"
>;

/**
 * Checks that the adapter trains the networks that are asked for.
 *
 * @throws {RangeError} If it does not.
 */
export function checkNetworks(options: NetworkOptions, { traits, device }: Gpu): void {
  const preset = choosePreset(options.preset, options.quick, traits);
  const settings = presetSettings(preset, options);
  if (settings === undefined) return;
  const { network, members, steps } = settings;
  let plan;
  try {
    plan = chooseWidePlan(traits, network.layers.map(({ shape }) => shape));
  } catch (cause) {
    throw new RangeError(
      `Reading --preset: found ${preset}, whose networks the adapter has too little workgroup memory for, wanted ` +
        "another preset",
      { cause },
    );
  }
  // Tables of one word for each image of each step.
  const networks = Math.min(plan.trainingMembers, members * (options.labelledIndices === "" ? options.draws : 1));
  const stepBytes = networks * NETWORK_BATCH_SIZE * Uint32Array.BYTES_PER_ELEMENT;
  const { maxStorageBufferBindingSize, maxBufferSize } = device.limits;
  const most = Math.floor(Math.min(maxStorageBufferBindingSize, maxBufferSize) / stepBytes);
  if (steps > most) {
    throw new RangeError(
      `Reading --steps: found ${steps} for ${
        networks === 1 ? "a network" : `${networks} networks side by side`
      }, wanted ` +
        `at most ${most}, as the adapter holds no longer a table in one buffer`,
    );
  }
}
