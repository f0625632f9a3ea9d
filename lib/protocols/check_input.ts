import type { ReproduceOptions } from "../config/options.ts";
import { QUICK_SIZES } from "../config/leak_free_options.ts";
import { NOTEBOOK_SETTINGS, QUICK_SETTINGS } from "../config/published_settings.ts";
import { CLASSES, type Dataset, headOfSet } from "../data/dataset.ts";
import { readLabelledIndices } from "../data/labelled_indices.ts";
import { GpuError } from "../gpu/errors.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { INPUT_FORMS } from "../graph/input_forms.ts";
import { checkGradientRoom } from "../graph/prepared_images.ts";
import { PACKED_WORDS } from "../kernels/augment/pack.ts";
import { mostStoredImages } from "../kernels/images/store.ts";
import { chooseWidePlan } from "../kernels/wide_plan.ts";
import { NETWORK_BATCH_SIZE } from "../train/network_settings.ts";
import { checkDigits } from "./notebook/check_digits.ts";
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
    checkDigits(dataset, `Reading --protocol ${protocol}`);
    const { trainImages, stage1 } = quick ? QUICK_SETTINGS : NOTEBOOK_SETTINGS;
    try {
      checkDraw(headOf(dataset, trainImages), dataset.classes, stage1.imagesPerClass, quick);
    } catch (error) {
      const hint = "The notebook draws ten images of each class whatever the flags say; --protocol leak-free with " +
        "--labels-per-class needs fewer, and a run without --quick looks at all training images";
      throw Object.assign(error as RangeError, { hint });
    }
  }
  if (gpu === undefined || protocol !== "leak-free" && protocol !== "both") return;
  const trainImages = quick ? QUICK_SIZES.trainImages : Infinity;
  const labels = headOf(dataset, trainImages);
  if (labelledIndices === "") checkDraw(labels, dataset.classes, labelsPerClass, quick);
  else await readLabelledIndices(labelledIndices, labels, dataset.classes);
  for (const count of [labels.length, dataset.test.images.count]) {
    checkGradientRoom(gpu, count);
    checkNetworks(options, gpu, count);
  }
}

function headOf({ train }: Dataset, count: number): Uint8Array {
  return headOfSet(train, Math.min(count, train.images.count)).labels;
}

function checkDraw(labels: Uint8Array, classes: number, perClass: number, quick: boolean): void {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  const least = Math.min(...counts);
  if (least >= perClass) return;
  const error = new RangeError(
    `Drawing labelled images: found ${least} of class ${counts.indexOf(least)} among ` +
      `${quick ? `the first ${labels.length} training images, which a quick run takes` : "the training images"}, ` +
      `wanted at least ${perClass}`,
  );
  const ways = [
    ...(least > 0 ? [`pass --labels-per-class ${least}`] : []),
    ...(quick ? ["run without --quick, which looks at all training images"] : []),
  ];
  const [first = "Use a data set with more of them", ...others] = ways;
  throw Object.assign(error, { hint: [first[0]!.toUpperCase() + first.slice(1), ...others].join(", or ") });
}

/** What the networks of a run depend on. */
export type NetworkOptions = Pick<
  ReproduceOptions,
  "preset" | "members" | "steps" | "quick" | "draws" | "labelledIndices"
>;

/**
 * Checks that the adapter trains the networks that are asked for.
 *
 * @param images Of the larger set, training or test images.
 * @throws {RangeError} If it does not.
 * @throws {GpuError} If it has no room for so many images.
 */
export function checkNetworks(options: NetworkOptions, { traits, device }: Gpu, images: number): void {
  const preset = choosePreset(options.preset, options.quick, traits);
  // What is checked does not depend on how many scores there are.
  const settings = presetSettings(preset, { ...options, classes: CLASSES });
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
  const mostImages = Math.floor(mostStoredImages(device.limits, plan.storage, PACKED_WORDS) / INPUT_FORMS);
  if (images > mostImages) {
    throw new GpuError(
      `Holding the images of preset ${preset}: found ${images}, wanted at most ${mostImages}, as the adapter holds no more`,
      "Use the preset graph, which trains no network, a smaller data set, or another adapter",
      { failure: "too many images" },
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
