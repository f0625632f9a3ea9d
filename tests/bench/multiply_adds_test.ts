import assert from "node:assert/strict";
import {
  forwardMultiplyAdds,
  gigaflops,
  kernelMultiplyAdds,
  layerMultiplyAdds,
  trainingMultiplyAdds,
} from "../../lib/bench/multiply_adds.ts";
import { NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";

const model = NOTEBOOK_ARCHITECTURE;

Deno.test("the notebook's layers take 112,896, 294,912 and 7,200 dense multiply-adds an image", () => {
  assert.deepEqual([0, 1, 2].map((layer) => layerMultiplyAdds(model, layer)), [112_896, 294_912, 7_200]);
  assert.equal(forwardMultiplyAdds(model), 415_008);
});

Deno.test("a training pass takes every layer three times, but the first one's input gradient", () => {
  assert.equal(trainingMultiplyAdds(model), 3 * 415_008 - 112_896);
});

Deno.test("kernelMultiplyAdds() knows convolutions by their labels, and nothing else", () => {
  assert.equal(kernelMultiplyAdds(model, "layer 2 input gradient"), 294_912);
  assert.equal(kernelMultiplyAdds(model, "layer 3 weight gradient"), 7_200);
  assert.equal(kernelMultiplyAdds(model, "layer 1 forward, scoring"), 112_896);
  assert.equal(kernelMultiplyAdds(model, "layers 1 and 2 forward, scoring"), 112_896 + 294_912);
  assert.equal(kernelMultiplyAdds(model, "filters of layers 1 and 2, scoring"), undefined);
  for (const label of ["layer 4 forward", "AdamW", "cosine loss", "layer 1 whatever"]) {
    assert.equal(kernelMultiplyAdds(model, label), undefined);
  }
});

Deno.test("gigaflops() counts a multiply-add as two operations", () => {
  assert.ok(Math.abs(gigaflops(415_008, 18) - 46.1) < 0.05);
});
