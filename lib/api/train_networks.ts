import type { ImageSet } from "../data/dataset.ts";
import { presetNetwork } from "../protocols/leak_free/leak_free_presets.ts";
import { silentProgress } from "../run/progress.ts";
import { type Device, gpuOf } from "./device.ts";
import { progressFor } from "./on_progress.ts";
import type { NetworkOptions, TrainedNetworks } from "./shapes.ts";

/**
 * Trains small convolutional networks on labelled images: every image is deskewed, seen in two forms and bent anew each
 * time. Labels may be pseudo-labels, such as {@linkcode spreadLabels} gives. Sources: docs/leak_free.md, "The network".
 *
 * @param device Where it is computed
 * @param images u8 [N, 784], 28x28 pixels, light ink on dark ground
 * @param labels u8 [N], 0 to 9
 * @returns The networks; {@linkcode predict} asks them
 * @throws {RangeError} If there is not one label an image, or a number is out of range
 * @throws {GpuError} If the adapter fails
 *
 * @example A network of ten steps, and what it says
 * ```ts
 * import { headOfSet, loadMnistPackage, openDevice, predict, trainNetworks } from "@tenshot/tenshot";
 *
 * const { images, labels } = headOfSet((await loadMnistPackage()).train, 256);
 * using device = await openDevice();
 * const networks = await trainNetworks(device, images, labels, { steps: 10 });
 * const { labels: answers } = await predict(device, networks, images);
 * console.log(answers.filter((answer, i) => answer === labels[i]).length, "of 256 are right");
 * ```
 */
export async function trainNetworks(
  device: Device,
  images: ImageSet,
  labels: Uint8Array,
  { preset = "laptop", members = 0, steps = 0, seed = 0, onProgress }: NetworkOptions = {},
): Promise<TrainedNetworks> {
  if (labels.length !== images.count) {
    throw new RangeError(
      `Training networks: found ${labels.length} labels for ${images.count} images, wanted one each`,
    );
  }
  const train = presetNetwork(preset, { members, steps, quick: false })!;
  const testImages: ImageSet = { count: 0, pixels: new Uint8Array() };
  const progress = onProgress ? progressFor(onProgress) : silentProgress;
  const { draws } = await train(
    { trainImages: images, testImages, labels: [labels], seeds: [seed] },
    gpuOf(device),
    progress,
  );
  return { width: preset === "gpu" ? "gpu" : "laptop", weights: draws[0]!.weights, lossCurves: draws[0]!.lossCurves };
}
