import assert from "node:assert/strict";
import { architecture, NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";
import { forwardWgsl } from "../../lib/kernels/conv_pool/forward_wgsl.ts";
import { forwardBlocks } from "../../lib/kernels/conv_pool/forward_plan.ts";
import { inputGradientTiles, inputGradientWgsl } from "../../lib/kernels/conv_pool/input_gradient_wgsl.ts";
import { convPoolSizes } from "../../lib/kernels/conv_pool/shape.ts";
import { choosePlan, describePlan, withStoredParameters } from "../../lib/kernels/plan.ts";
import { chooseWidePlan } from "../../lib/kernels/wide_plan.ts";

const SHAPES = NOTEBOOK_ARCHITECTURE.layers.map(({ shape }) => shape);
/** Layers of which the first two are not computed at once: the second pads too little. */
const APART = architecture([
  { inChannels: 1, outChannels: 16, inSide: 28, padding: 1 },
  { inChannels: 16, outChannels: 8, inSide: 14, padding: 0 },
  { inChannels: 8, outChannels: 1, inSide: 6, padding: 2 },
]).layers.map(({ shape }) => shape);
const LIMITS = { maxComputeWorkgroupStorageSize: 16384, maxComputeInvocationsPerWorkgroup: 256 };

Deno.test("choosePlan() goes by the adapter and can be overruled", () => {
  assert.equal(choosePlan({ software: true, limits: LIMITS }, SHAPES).kind, "software");
  assert.equal(choosePlan({ software: false, limits: LIMITS }, SHAPES).kind, "gpu");
  assert.equal(choosePlan({ software: false, limits: LIMITS }, SHAPES, "software").kind, "software");
});

Deno.test("a plan that was asked for is used, for narrow layers and for wide ones", () => {
  for (const plan of ["software", "gpu"] as const) {
    for (const software of [true, false]) {
      const limits = { ...LIMITS, maxComputeWorkgroupStorageSize: 32768 };
      const traits = { software, plan, limits };
      assert.deepEqual(choosePlan(traits, SHAPES), choosePlan({ software, limits }, SHAPES, plan));
      assert.equal(chooseWidePlan(traits, SHAPES).kind, plan);
    }
  }
});

Deno.test("a plan stays within the workgroups that WebGPU guarantees", () => {
  for (const kind of ["software", "gpu"] as const) {
    for (
      const { forward, inputGradient, weightGradient } of choosePlan({ software: true, limits: LIMITS }, SHAPES, kind)
        .layers
    ) {
      for (const { workgroupSize } of [forward, inputGradient, weightGradient]) assert.ok(workgroupSize <= 256);
    }
  }
});

Deno.test("workgroups of the software plan leave less than 8 invocations each idle on the notebook's batch of 20", () => {
  for (const most of [256, 1024]) {
    const limits = { ...LIMITS, maxComputeInvocationsPerWorkgroup: most };
    choosePlan({ software: true, limits }, SHAPES).layers.forEach(({ forward, inputGradient }, i) => {
      const shape = SHAPES[i]!;
      const { rows, columns } = forwardBlocks(convPoolSizes(shape).pooledSide, forward);
      const work = [[rows * columns, forward.workgroupSize]] as [number, number][];
      // The first layer has no input gradient.
      if (i > 0) work.push([inputGradientTiles({ shape }) ** 2, inputGradient.workgroupSize]);
      for (const [items, workgroupSize] of work) {
        const workgroups = Math.ceil(20 * items / workgroupSize);
        assert.ok(workgroups * workgroupSize < 20 * items + 8 * workgroups, `layer ${i + 1}: ${items} items`);
      }
    });
  }
});

Deno.test("parameters come in a uniform buffer where it holds those of all members at work", () => {
  const plan = (shapes: typeof SHAPES, kind: "software" | "gpu", cores: number) =>
    choosePlan({ software: true, limits: LIMITS }, shapes, kind, cores);
  assert.equal(plan(SHAPES, "software", 2).uniformMembers, 8);
  assert.equal(plan(SHAPES, "software", 11).uniformMembers, 11);
  const deep = [SHAPES[0]!, { ...SHAPES[1]!, outChannels: 32 }];
  for (const without of [plan(SHAPES, "gpu", 2), plan(SHAPES, "software", 12), plan(deep, "software", 2)]) {
    assert.equal(without.uniformMembers, undefined);
    assert.deepEqual(withStoredParameters(without), without);
  }
  const stored = withStoredParameters(plan(SHAPES, "software", 2));
  assert.ok(!JSON.stringify(stored).includes("uniformMembers"));
  assert.ok(stored.twoLayers);
  assert.equal(withStoredParameters(plan(APART, "software", 2)).layers[0]!.scoring!.codes, false);
});

Deno.test("no function of a straight-line kernel is so long that compiling it would take the square of it", () => {
  const { layers, storage } = choosePlan({ software: true, limits: LIMITS }, APART, "software", 2);
  const { layers: places } = architecture(APART);
  layers.forEach(({ forward, scoring, inputGradient }, i) => {
    const place = places[i]!;
    const texts = [
      ...(scoring ? [forward, scoring] : [forward]).map((plan) => forwardWgsl(place, plan, storage)),
      ...(i === 0 ? [] : [inputGradientWgsl(place, inputGradient, storage)]),
    ];
    for (const functions of texts.map((text) => text.split(/^fn /m).slice(1))) {
      // What becomes of a channel is one; the kernel itself does not repeat it.
      assert.ok(functions.length >= 2);
      for (const text of functions) assert.ok(text.split("\n").length < 2500, `layer ${i + 1}: ${text.slice(0, 40)}`);
    }
  });
});

Deno.test("an adapter with too little workgroup memory is refused", () => {
  const traits = { software: true, limits: { ...LIMITS, maxComputeWorkgroupStorageSize: 64 } };
  assert.throws(
    () => choosePlan(traits, SHAPES),
    /^RangeError: Planning layer 1: \d+ floats of workgroup memory wanted, the adapter has 16$/,
  );
});

Deno.test("describePlan() is flat", () => {
  const flat = describePlan(choosePlan({ software: true, limits: LIMITS }, SHAPES));
  assert.equal(flat["kind"], "software");
  assert.equal(flat["layer2.forward.unrolled"], true);
  assert.ok(Object.values(flat).every((value) => ["string", "number", "boolean"].includes(typeof value)));
});
