import assert from "node:assert/strict";
import { initialNetwork, network } from "../../lib/ensemble/network.ts";
import { compileNetwork } from "../../lib/ensemble/network_pipelines.ts";
import { inputForms } from "../../lib/graph/input_forms.ts";
import { PACKED_WORDS, packForSampling } from "../../lib/kernels/augment/pack.ts";
import { storeImages } from "../../lib/kernels/images/store.ts";
import { chooseWidePlan } from "../../lib/kernels/wide_plan.ts";
import { uniformAt } from "../../lib/random/counter_stream.ts";
import { networkOpinions } from "../../lib/infer/network_opinions.ts";
import { networkPredictions } from "../../lib/infer/network_predictions.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";

Deno.test({
  name: "networkOpinions() is the mean of what networkPredictions() says of both forms of the same images",
  ...SHARED_DEVICE,
  async fn() {
    const gpu = await sharedGpu();
    const model = network([
      { inChannels: 1, outChannels: 8, inSide: 28, padding: 1 },
      { inChannels: 8, outChannels: 8, inSide: 14, padding: 2 },
    ]);
    const count = 3;
    const pixels = Uint8Array.from({ length: count * 784 }, (_, at) => Math.floor(256 * uniformAt(7, 0, at)));
    const members = [1, 2].map((seed) => initialNetwork(model, seed).map((value) => 6 * value));
    const plan = chooseWidePlan(gpu.traits, model.layers.map(({ shape }) => shape));
    const stored = inputForms(pixels).map((form) =>
      storeImages(gpu, plan.storage, packForSampling(form), PACKED_WORDS)
    );
    try {
      const pipelines = await compileNetwork(gpu, model, plan, 0.1);
      const said: Float32Array[] = [];
      for (const { binding } of stored) said.push(...await networkPredictions(gpu, pipelines, binding, count, members));
      assert.equal(said.length, 4);
      const found = networkOpinions(model, members, pixels);
      assert.ok(Math.max(...found) > 0.2, "the networks prefer something");
      found.forEach((share, at) => {
        const wanted = said.reduce((sum, shares) => sum + shares[at]! / said.length, 0);
        assert.ok(
          Math.abs(share - wanted) < 1e-5,
          `image ${Math.floor(at / 10)}, digit ${at % 10}: ${share}, ${wanted}`,
        );
      });
    } finally {
      for (const images of stored) images.release();
    }
  },
});
