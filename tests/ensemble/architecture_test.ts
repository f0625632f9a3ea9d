import assert from "node:assert/strict";
import { architecture, NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";

Deno.test("the notebook's model has 1,393 parameters and 25 outputs", () => {
  assert.equal(NOTEBOOK_ARCHITECTURE.parameterCount, 1393);
  assert.equal(NOTEBOOK_ARCHITECTURE.outputSize, 25);
});

Deno.test("layers that do not fit together are refused", () => {
  assert.throws(
    () =>
      architecture([
        { inChannels: 1, outChannels: 4, inSide: 8, padding: 1 },
        { inChannels: 3, outChannels: 1, inSide: 4, padding: 1 },
      ]),
    /^TypeError: Building a model: layer 2 takes 3 channels of 4x4, layer 1 gives 4 of 4x4$/,
  );
  assert.throws(() => architecture([]), /no layer that takes grey images found/);
});
