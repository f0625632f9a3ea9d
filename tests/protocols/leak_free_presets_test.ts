import assert from "node:assert/strict";
import { LEAK_FREE_PRESETS } from "../../lib/config/leak_free_options.ts";
import { choosePreset, PRESET_NETWORKS } from "../../lib/protocols/leak_free_presets.ts";

const software = { software: true, limits: { maxBufferSize: 2 ** 40 } };
const small = { software: false, limits: { maxBufferSize: 2 ** 28 } };
const large = { software: false, limits: { maxBufferSize: 2 ** 32 } };

Deno.test("choosePreset() leaves a preset that was asked for, whatever the adapter", () => {
  for (const preset of LEAK_FREE_PRESETS) {
    if (preset === "auto") continue;
    for (const traits of [software, small, large]) assert.equal(choosePreset(preset, true, traits), preset);
  }
});

Deno.test("choosePreset() takes laptop on software and small GPUs, gpu on others, quick for quick runs", () => {
  assert.equal(choosePreset("auto", false, software), "laptop");
  assert.equal(choosePreset("auto", false, small), "laptop");
  assert.equal(choosePreset("auto", false, { software: false, limits: {} }), "laptop");
  assert.equal(choosePreset("auto", false, large), "gpu");
  for (const traits of [software, small, large]) assert.equal(choosePreset("auto", true, traits), "quick");
});

Deno.test("presets but graph train networks, as many as were asked for, and refuse steps that are none", () => {
  const options = { members: 0, steps: 0, quick: false };
  for (const [preset, networkOf] of Object.entries(PRESET_NETWORKS)) {
    assert.equal(typeof networkOf?.(options), preset === "graph" ? "undefined" : "function");
    if (!networkOf) continue;
    assert.throws(() => networkOf({ ...options, members: 5_000 }), RangeError);
    assert.throws(() => networkOf({ ...options, steps: 0.5 }), RangeError);
  }
});
