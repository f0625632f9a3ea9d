import { IMAGE_PIXELS } from "../../data/dataset.ts";
import type { Network } from "../../ensemble/network.ts";
import { compileNetwork } from "../../ensemble/network_pipelines.ts";
import { Gpu } from "../../gpu/gpu.ts";
import { PACKED_WORDS, packForSampling } from "../../kernels/augment/pack.ts";
import { storeImages } from "../../kernels/images/store.ts";
import { chooseWidePlan } from "../../kernels/wide_plan.ts";
import { networkPredictions } from "../../infer/network_predictions.ts";
import { LABEL_SMOOTHING, networkSettings } from "../../train/network_settings.ts";
import { trainNetworks } from "../../train/train_networks.ts";
import type { NetworksAheadReport } from "./networks_ahead.ts";

addEventListener("message", async (event) => {
  const report = (all: NetworksAheadReport) => {
    // A worker's own postMessage(), which the types of a window do not know.
    (postMessage as (message: unknown) => void)(all);
  };
  try {
    await compile((event as MessageEvent<Network>).data);
    report(true);
  } catch {
    // Whoever needs the kernels meets the same error, and reports it.
    report(false);
  }
});

/** Runs a training step and a prediction on a blank image, bound as real ones are: the driver compiles for that. */
async function compile(network: Network): Promise<void> {
  const gpu = await Gpu.open();
  try {
    const plan = chooseWidePlan(gpu.traits, network.layers.map(({ shape }) => shape));
    const pipelines = await compileNetwork(gpu, network, plan, LABEL_SMOOTHING);
    const { binding } = storeImages(gpu, plan.storage, packForSampling(new Uint8Array(IMAGE_PIXELS)), PACKED_WORDS);
    const members = [{ seed: 0, labels: Uint8Array.of(0) }];
    const [trained] = await trainNetworks(gpu, pipelines, binding, members, networkSettings(1));
    await networkPredictions(gpu, pipelines, binding, 1, [trained!.parameters], [{ right: 0, down: 0 }]);
  } finally {
    gpu.close();
  }
}
