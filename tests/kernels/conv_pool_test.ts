import assert from "node:assert/strict";
import type { ConvPoolShape } from "../../lib/kernels/conv_pool/shape.ts";
import { forwardParts } from "../../lib/kernels/conv_pool/forward_plan.ts";
import { inputGradientParts } from "../../lib/kernels/conv_pool/input_gradient_wgsl.ts";
import { convPoolSizes } from "../../lib/kernels/conv_pool/shape.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { type LayerCase, layerOnGpu, layerReference, randomCase, worst } from "./layer_runner.ts";

async function assertAgrees(layer: LayerCase, kind: "software" | "gpu"): Promise<void> {
  const found = await layerOnGpu(await sharedGpu(), layer, kind);
  const wanted = layerReference(layer);
  const errors = {
    output: worst(found.output, wanted.output),
    inputGradient: worst(found.inputGradient, wanted.inputGradient),
    weightGradient: worst(found.weightGradient, wanted.weightGradient),
  };
  for (const [what, error] of Object.entries(errors)) {
    assert.ok(error < 1e-5, `${what} differs by ${error} (${JSON.stringify(layer.shape)}, ${layer.members} members)`);
  }
}

const SMALL: ConvPoolShape = { inChannels: 1, outChannels: 3, inSide: 8, padding: 1 };

for (const kind of ["software", "gpu"] as const) {
  for (const [members, lanes] of [[1, 1], [3, 7], [9, 20], [64, 3]] as const) {
    Deno.test(
      `a layer matches the float64 reference for ${members} members and ${lanes} images (${kind} plan)`,
      SHARED_DEVICE,
      () => assertAgrees(randomCase(SMALL, members, lanes), kind),
    );
  }

  for (const padding of [0, 1, 2] as const) {
    Deno.test(
      `a layer matches the reference with padding ${padding} on an odd plane (${kind} plan)`,
      SHARED_DEVICE,
      () => assertAgrees(randomCase({ inChannels: 1, outChannels: 5, inSide: 7, padding }, 2, 5), kind),
    );
  }

  Deno.test(
    `a layer of 9 channels, more than one word of pool codes, matches the reference (${kind} plan)`,
    SHARED_DEVICE,
    () => assertAgrees(randomCase({ inChannels: 1, outChannels: 9, inSide: 6, padding: 2 }, 2, 3), kind),
  );

  Deno.test(`a dead layer gives zeros and no gradient (${kind} plan)`, SHARED_DEVICE, async () => {
    const alive = randomCase(SMALL, 2, 5);
    const { weightCount, parameterCount } = convPoolSizes(SMALL);
    const parameters = alive.parameters.map((x, i) => i % parameterCount >= weightCount ? -9 : x);
    const found = await layerOnGpu(await sharedGpu(), { ...alive, parameters }, kind);
    assert.ok(found.output.every((x) => x === 0));
    assert.ok(found.weightGradient.every((x) => x === 0));
    assert.ok(found.inputGradient.every((x) => x === 0));
  });

  Deno.test(
    `all-black images match the reference (${kind} plan)`,
    SHARED_DEVICE,
    () => assertAgrees(randomCase(SMALL, 2, 5, new Uint8Array(5 * SMALL.inSide ** 2)), kind),
  );
}

for (const kind of ["software", "gpu"] as const) {
  Deno.test(
    `output channels shared out over workgroups give the same as all in one (${kind} plan)`,
    SHARED_DEVICE,
    async () => {
      const layer = randomCase({ inChannels: 1, outChannels: 16, inSide: 8, padding: 1 }, 2, 5);
      const gpu = await sharedGpu();
      const whole = await layerOnGpu(gpu, layer, kind);
      assert.deepEqual(await layerOnGpu(gpu, layer, kind, { outChannelsPerPart: 8 }), whole);
    },
  );
}

for (const kind of ["software", "gpu"] as const) {
  Deno.test(
    `fences, leaving out the pool codes, and parameters in a uniform buffer change no bit of a layer's output (${kind} plan)`,
    SHARED_DEVICE,
    async () => {
      const layer = randomCase(SMALL, 3, 7);
      const gpu = await sharedGpu();
      const plain = await layerOnGpu(gpu, layer, kind);
      assert.deepEqual(await layerOnGpu(gpu, layer, kind, { fencedValues: 2 }), plain);
      assert.deepEqual((await layerOnGpu(gpu, layer, kind, { codes: false })).output, plain.output);
      assert.deepEqual(await layerOnGpu(gpu, layer, kind, { uniformMembers: layer.members }), plain);
    },
  );

  Deno.test(`a diverged member's NaN comes out of a layer as a NaN (${kind} plan)`, SHARED_DEVICE, async () => {
    const layer = randomCase(SMALL, 1, 3);
    const { output } = await layerOnGpu(await sharedGpu(), { ...layer, parameters: layer.parameters.fill(NaN) }, kind);
    assert.ok(output.every(Number.isNaN));
  });
}

Deno.test("parts that would share a word of pool codes are refused", () => {
  const shape: ConvPoolShape = { inChannels: 1, outChannels: 16, inSide: 8, padding: 1 };
  const plan = { blockRows: 1, blockColumns: 1, workgroupSize: 8, unrolled: true };
  assert.equal(forwardParts(shape, { ...plan, outChannelsPerPart: 8 }), 2);
  assert.throws(() => forwardParts(shape, { ...plan, outChannelsPerPart: 4 }), RangeError);
  assert.throws(() => inputGradientParts({ ...shape, inChannels: 8 }, { ...plan, inChannelsPerPart: 3 }), RangeError);
});

Deno.test("a layer gives the same bytes twice", SHARED_DEVICE, async () => {
  const layer = randomCase(SMALL, 3, 20);
  const gpu = await sharedGpu();
  assert.deepEqual(await layerOnGpu(gpu, layer, "software"), await layerOnGpu(gpu, layer, "software"));
});

Deno.test("a layer without an output is refused", () => {
  assert.throws(
    () => convPoolSizes({ inChannels: 1, outChannels: 1, inSide: 2, padding: 0 }),
    /^RangeError: Shaping a layer: 1 to 1 channels on 2x2 with padding 0 found, an output of at least one pixel wanted$/,
  );
});
