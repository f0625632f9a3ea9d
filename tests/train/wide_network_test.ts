import assert from "node:assert/strict";
import { WIDE_NETWORK } from "../../lib/ensemble/network.ts";
import { compileNetwork } from "../../lib/ensemble/network_pipelines.ts";
import { PACKED_WORDS, packForSampling } from "../../lib/kernels/augment/pack.ts";
import { storeImages } from "../../lib/kernels/images/store.ts";
import { chooseWidePlan } from "../../lib/kernels/wide_plan.ts";
import { LABEL_SMOOTHING, networkSettings } from "../../lib/train/network_settings.ts";
import { trainReferenceNetwork } from "../../lib/train/reference_networks.ts";
import { trainNetworks } from "../../lib/train/train_networks.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { worst } from "../kernels/layer_runner.ts";

const PIXELS = Uint8Array.from({ length: 6 * 784 }, (_, i) => {
  const [image, y, x] = [Math.floor(i / 784), Math.floor(i / 28) % 28, i % 28];
  return Math.max(0, 255 * Math.sin((x + image) / (3 + image % 4)) * Math.cos((y - image) / 5));
});
const LABELS = Uint8Array.from({ length: 6 }, (_, i) => i % 10);

Deno.test({
  name: "the networks of the preset gpu train as the float64 reference does",
  ...SHARED_DEVICE,
  async fn() {
    const gpu = await sharedGpu();
    const plan = chooseWidePlan(gpu.traits, WIDE_NETWORK.layers.map(({ shape }) => shape));
    const pipelines = await compileNetwork(gpu, WIDE_NETWORK, plan, LABEL_SMOOTHING);
    const images = storeImages(gpu, plan.storage, packForSampling(PIXELS), PACKED_WORDS);
    const own = networkSettings(2);
    const settings = { ...own, batchSize: 4, schedule: { ...own.schedule, warmUpSteps: 2 } };
    const members = [0, 1].map((seed) => ({ seed, labels: LABELS }));
    const trained = await trainNetworks(gpu, pipelines, images.binding, members, settings);
    for (const [m, member] of members.entries()) {
      const wanted = trainReferenceNetwork(WIDE_NETWORK, PIXELS, member, settings, LABEL_SMOOTHING);
      const { parameters, losses } = trained[m]!;
      assert.ok(worst(Float64Array.from(losses), Float64Array.from(wanted.losses)) < 1e-4, `losses ${losses}`);
      const difference = worst(Float64Array.from(parameters), wanted.parameters);
      assert.ok(difference < 1e-3, `parameters of member ${m} differ by ${difference}`);
    }
    images.release();
  },
});
