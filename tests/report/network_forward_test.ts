import assert from "node:assert/strict";
import { IMAGE_PIXELS } from "../../lib/data/dataset.ts";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import { initialNetwork, LEAK_FREE_NETWORK, network } from "../../lib/ensemble/network.ts";
import { networkScores } from "../../lib/ensemble/reference_network.ts";
import { deskew } from "../../lib/graph/deskew.ts";
import { inputForms } from "../../lib/graph/input_forms.ts";
import { augment } from "../../lib/kernels/augment/reference.ts";
import { NO_AUGMENT } from "../../lib/kernels/augment/settings.ts";
import { softmax } from "../../lib/kernels/cross_entropy/reference.ts";
import { halvesFromBase64 } from "../../lib/report/client/embedded_floats.ts";
import { networkProbabilities, SHIFTS } from "../../lib/report/client/network_forward.ts";
import { networkShape } from "../../lib/report/try_it_networks.ts";
import { FIVE_VIEWS } from "../../lib/infer/network_predictions.ts";

const { test } = await loadMnistPackage();

Deno.test("the page's networks give the references' probabilities, over the views that the protocol takes", () => {
  assert.deepEqual(SHIFTS.map(([right, down]) => ({ right, down })), FIVE_VIEWS);
  const wide = network([
    { inChannels: 1, outChannels: 8, inSide: 28, padding: 0 },
    { inChannels: 8, outChannels: 12, inSide: 13, padding: 1 },
  ]);
  for (const [model, images] of [[LEAK_FREE_NETWORK, 2], [wide, 3]] as const) {
    const members = [1, 2].map((seed) => initialNetwork(model, seed));
    for (let image = 0; image < images; image++) {
      const bytes = test.images.pixels.subarray(image * IMAGE_PIXELS, (image + 1) * IMAGE_PIXELS);
      const upright = Uint8Array.from(deskew(bytes), (value) => Math.round(255 * value));
      const expected = Array.from({ length: 10 }, () => 0);
      for (const member of members) {
        for (const form of inputForms(upright)) {
          for (const { right, down } of FIVE_VIEWS) {
            const view = augment(NO_AUGMENT, { seed: [0, 0], step: 0, lane: 0 }, form, right, down);
            softmax(networkScores(model, Float64Array.from(member), view)).forEach((probability, label) =>
              expected[label]! += probability / 20
            );
          }
        }
      }
      const found = networkProbabilities(networkShape(model), members, Float32Array.from(bytes, (byte) => byte / 255));
      assert.ok(Math.abs(found.reduce((sum, value) => sum + value) - 1) < 1e-5);
      found.forEach((value, label) =>
        assert.ok(Math.abs(value - expected[label]!) < 1e-5, `${value} ${expected[label]}`)
      );
    }
  }
});

Deno.test("halvesFromBase64() reads every half as IEEE 754 has it", () => {
  const view = new DataView(new ArrayBuffer(2 * 0x10000));
  for (let bits = 0; bits < 0x10000; bits++) view.setUint16(2 * bits, bits, true);
  const expected = new Float16Array(view.buffer);
  const found = halvesFromBase64(new Uint8Array(view.buffer).toBase64());
  assert.equal(found.length, 0x10000);
  found.forEach((value, bits) => assert.ok(Object.is(value, expected[bits]), `bits ${bits}`));
});
