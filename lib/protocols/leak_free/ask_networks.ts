import type { ImageSet } from "../../data/dataset.ts";
import type { Network } from "../../ensemble/network.ts";
import { compileNetwork, type NetworkPipelines } from "../../ensemble/network_pipelines.ts";
import type { Gpu } from "../../gpu/gpu.ts";
import { INPUT_FORMS, inputForms } from "../../graph/input_forms.ts";
import { uprightBytes } from "../../graph/upright_bytes.ts";
import { FIVE_VIEWS, networkPredictions } from "../../infer/network_predictions.ts";
import { PACKED_WORDS, packForSampling } from "../../kernels/augment/pack.ts";
import { type StoredImages, storeImages } from "../../kernels/images/store.ts";
import { chooseWidePlan, type WidePlan } from "../../kernels/wide_plan.ts";
import type { Progress } from "../../run/progress.ts";
import { LABEL_SMOOTHING } from "../../train/network_settings.ts";

/** Kernels of the networks that a device has trained: baselines train the same ones again. */
const compiled = new WeakMap<Gpu, Map<Network, Promise<NetworkPipelines>>>();

/** The plan of a network's kernels on a device. */
export function widePlanFor({ traits }: Gpu, network: Network): WidePlan {
  return chooseWidePlan(traits, network.layers.map(({ shape }) => shape));
}

/** Compiles a network's kernels once a device. The plan follows from the device and the network. */
export function compiledFor(gpu: Gpu, network: Network): Promise<NetworkPipelines> {
  const known = compiled.get(gpu) ?? new Map<Network, Promise<NetworkPipelines>>();
  compiled.set(gpu, known);
  const pipelines = known.get(network) ?? compileNetwork(gpu, network, widePlanFor(gpu, network), LABEL_SMOOTHING);
  known.set(network, pipelines);
  return pipelines;
}

/**
 * Images as networks see them, on the device: deskewed, one form after the other.
 *
 * @param onProgress Told how many images are deskewed.
 */
export async function storeForms(
  gpu: Gpu,
  { storage }: WidePlan,
  images: ImageSet,
  onProgress?: (done: number) => void,
): Promise<StoredImages> {
  const upright = await uprightBytes(gpu, images, onProgress);
  return storeImages(gpu, storage, packForSampling(concatenate(inputForms(upright))), PACKED_WORDS);
}

/**
 * Softmax of networks, each image by itself, averaged over both forms and five views of each.
 *
 * @param stored As {@linkcode storeForms} gives them.
 * @param count Images.
 * @param networks f32 [parameterCount] each.
 * @returns Per network f32 [count, 10].
 */
export async function softmaxOfForms(
  gpu: Gpu,
  pipelines: NetworkPipelines,
  stored: StoredImages,
  count: number,
  networks: readonly Float32Array[],
  progress: Progress,
): Promise<Float32Array<ArrayBuffer>[]> {
  const stage = progress.stage("Predictions", 100);
  const softmax = await networkPredictions(
    gpu,
    pipelines,
    stored.binding,
    INPUT_FORMS * count,
    networks,
    FIVE_VIEWS,
    (share) => stage.update(Math.floor(100 * share)),
  );
  stage.finish(`${count} test images`);
  return softmax.map(meanOverForms);
}

/**
 * What networks say of images.
 *
 * @param networks f32 [parameterCount] each.
 * @param images At least one.
 * @returns Per network f32 [images, 10]; rows sum to 1.
 * @throws {GpuError} If the adapter fails.
 */
export async function askNetworks(
  gpu: Gpu,
  model: Network,
  networks: readonly Float32Array[],
  images: ImageSet,
  progress: Progress,
): Promise<Float32Array<ArrayBuffer>[]> {
  const stored = await storeForms(gpu, widePlanFor(gpu, model), images);
  try {
    return await softmaxOfForms(gpu, await compiledFor(gpu, model), stored, images.count, networks, progress);
  } finally {
    stored.release();
  }
}

/** Arrays one after the other. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** f32 [forms, images, 10] → f32 [images, 10] */
function meanOverForms(softmax: Float32Array): Float32Array<ArrayBuffer> {
  const length = softmax.length / INPUT_FORMS;
  const mean = new Float32Array(length);
  softmax.forEach((probability, at) => mean[at % length]! += probability / INPUT_FORMS);
  return mean;
}
