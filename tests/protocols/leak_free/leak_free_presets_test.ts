import assert from "node:assert/strict";
import { LEAK_FREE_PRESETS } from "../../../lib/config/leak_free_options.ts";
import { WIDE_NETWORK } from "../../../lib/ensemble/network.ts";
import { chooseWidePlan } from "../../../lib/kernels/wide_plan.ts";
import { choosePreset, presetNetwork, presetSettings } from "../../../lib/protocols/leak_free/leak_free_presets.ts";

const software = { software: true, limits: { maxBufferSize: 2 ** 40, maxComputeWorkgroupStorageSize: 2 ** 15 } };
const small = { software: false, limits: { maxBufferSize: 2 ** 28, maxComputeWorkgroupStorageSize: 2 ** 15 } };
const large = { software: false, limits: { maxBufferSize: 2 ** 32, maxComputeWorkgroupStorageSize: 2 ** 15 } };

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
  const narrow = { ...large.limits, maxComputeWorkgroupStorageSize: 2 ** 14 };
  assert.equal(
    choosePreset("auto", false, { software: false, limits: narrow }),
    "laptop",
    "too little workgroup memory",
  );
  assert.equal(choosePreset("auto", false, large), "gpu");
  for (const traits of [software, small, large]) assert.equal(choosePreset("auto", true, traits), "quick");
});

Deno.test("presets but graph train networks, as many as were asked for, and refuse steps that are none", () => {
  const options = { members: 0, steps: 0, quick: false, classes: 26 };
  for (const preset of LEAK_FREE_PRESETS) {
    if (preset === "auto") continue;
    assert.equal(typeof presetNetwork(preset, options), preset === "graph" ? "undefined" : "function");
    if (preset === "graph") continue;
    assert.throws(() => presetNetwork(preset, { ...options, members: 5_000 }), RangeError);
    assert.throws(() => presetNetwork(preset, { ...options, steps: 0.5 }), RangeError);
    const asked = presetSettings(preset, { members: 3, steps: 0, quick: true, classes: 26 })!;
    assert.deepEqual([asked.members, asked.steps], [3, presetSettings(preset, { ...options, quick: true })!.steps]);
    assert.equal(asked.network.dense.classes, 26);
  }
});

Deno.test("the networks of the preset gpu have 67,594 parameters and fit into every adapter that it is chosen for", () => {
  assert.equal(WIDE_NETWORK.parameterCount, 67_594);
  const shapes = WIDE_NETWORK.layers.map(({ shape }) => shape);
  assert.equal(chooseWidePlan(large, shapes).layers.length, 3);
  assert.equal(chooseWidePlan(software, shapes).layers.length, 3);
});
