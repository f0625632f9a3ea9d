import { CLASSES, IMAGE_PIXELS, type ImageSet } from "../data/dataset.ts";
import type { Network } from "../ensemble/network.ts";
import { initialNetwork } from "../ensemble/network.ts";
import { compileNetwork } from "../ensemble/network_pipelines.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { PACKED_WORDS, packForSampling } from "../kernels/augment/pack.ts";
import { storeImages } from "../kernels/images/store.ts";
import { chooseWidePlan } from "../kernels/wide_plan.ts";
import { networkPredictions } from "../infer/network_predictions.ts";
import { LABEL_SMOOTHING, networkSettings } from "../train/network_settings.ts";
import { trainNetworks } from "../train/train_networks.ts";
import { type BenchPass, repeatable } from "./bench_ensemble.ts";
import { capture } from "./captured.ts";

/** Passes of the leak-free protocol's network, and how large they are. */
export interface NetworkPasses {
  readonly members: number;
  /** One training step. */
  readonly training: BenchPass & { readonly images: number };
  /** One batch of one view. */
  readonly prediction: BenchPass & { readonly images: number };
  release(): void;
}

/** Images that are trained on: the kernels take them in any order. */
const MOST_IMAGES = 1024;

/**
 * Compiles a network and records its training step and its prediction, of as many members as the plan takes at once.
 *
 * @throws {GpuError} If a kernel does not compile.
 */
export async function openNetworkPasses(
  gpu: Gpu,
  network: Network,
  images: ImageSet,
): Promise<NetworkPasses> {
  const plan = chooseWidePlan(gpu.traits, network.layers.map(({ shape }) => shape));
  const pipelines = await compileNetwork(gpu, network, plan, LABEL_SMOOTHING);
  const count = Math.min(MOST_IMAGES, images.count);
  const stored = storeImages(
    gpu,
    plan.storage,
    packForSampling(images.pixels.subarray(0, count * IMAGE_PIXELS)),
    PACKED_WORDS,
  );
  const opened: { release(): void }[] = [stored];
  const release = () => opened.forEach((one) => one.release());
  try {
    const settings = networkSettings(1);
    const members = plan.trainingMembers;
    const labels = Uint8Array.from({ length: count }, (_, i) => i % CLASSES);
    const trained = Array.from({ length: members }, (_, seed) => ({ seed, labels }));
    const training = repeatable(
      await capture(gpu, (recorder) => trainNetworks(recorder, pipelines, stored.binding, trained, settings)),
    );
    opened.push(training);
    const networks = trained.map(({ seed }) => initialNetwork(network, seed));
    const prediction = repeatable(
      await capture(
        gpu,
        (recorder) => networkPredictions(recorder, pipelines, stored.binding, count, networks, [{ right: 0, down: 0 }]),
      ),
    );
    opened.push(prediction);
    return {
      members,
      training: { ...training, images: settings.batchSize },
      prediction: { ...prediction, images: plan.predictionLanes },
      release,
    };
  } catch (error) {
    release();
    throw error;
  }
}
