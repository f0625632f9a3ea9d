import assert from "node:assert/strict";
import { type Architecture, architecture, NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";
import { ImageStore } from "../../lib/ensemble/image_store.ts";
import { compileEnsemble } from "../../lib/ensemble/pipelines.ts";
import { EnsembleScratch } from "../../lib/ensemble/scratch.ts";
import type { Gpu } from "../../lib/gpu/gpu.ts";
import { CONTROL_WORDS, writeControl } from "../../lib/kernels/control/control.ts";
import { convPoolForward } from "../../lib/kernels/conv_pool/reference.ts";
import { type ConvPoolShape, convPoolSizes } from "../../lib/kernels/conv_pool/shape.ts";
import { twoLayersSizes } from "../../lib/kernels/conv_pool/two_layers_shape.ts";
import { twoLayersWgsl } from "../../lib/kernels/conv_pool/two_layers_wgsl.ts";
import { choosePlan, describePlan, type KernelPlan, withStoredParameters } from "../../lib/kernels/plan.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { noise } from "./layer_runner.ts";

const LIMITS = { maxComputeWorkgroupStorageSize: 16384 };

function shapes(inSide: number, channels: readonly [number, number], padding: 0 | 1 | 2): ConvPoolShape[] {
  const first: ConvPoolShape = { inChannels: 1, outChannels: channels[0], inSide, padding };
  const between = convPoolSizes(first).pooledSide;
  return [first, { inChannels: channels[0], outChannels: channels[1], inSide: between, padding: 2 }];
}

/** 4, 6 and 8 windows a row; channels that fill no vector; each padding of the first layer; a dropped row; a third layer. */
const MODELS: readonly ConvPoolShape[][] = [
  shapes(28, [4, 2], 1),
  shapes(12, [3, 5], 1),
  shapes(20, [1, 1], 1),
  shapes(14, [2, 3], 0),
  shapes(10, [2, 3], 2),
  shapes(13, [2, 9], 1),
  [...shapes(12, [2, 3], 1), { inChannels: 3, outChannels: 4, inSide: 4, padding: 1 }],
];

interface Case {
  readonly model: Architecture;
  readonly members: number;
  readonly lanes: number;
  readonly pixels: Uint8Array;
  readonly parameters: Float32Array<ArrayBuffer>;
}

function randomCase(layers: readonly ConvPoolShape[], members: number, lanes: number): Case {
  const model = architecture(layers);
  return {
    model,
    members,
    lanes,
    pixels: Uint8Array.from(noise(lanes * layers[0]!.inSide ** 2, 3), (x) => Math.max(0, 255 * x)),
    parameters: noise(members * model.parameterCount, 1, 0.5),
  };
}

/** Planes in buffers, which can be read back. */
function planOf(gpu: Gpu, { model }: Case): KernelPlan {
  const plan = choosePlan(gpu.traits, model.layers.map(({ shape }) => shape), "software");
  return { ...withStoredParameters(plan), storage: "buffer" };
}

/** The last layer's plane. */
async function outputPlane(gpu: Gpu, layers: Case, plan: KernelPlan): Promise<Float32Array> {
  const { model, members, lanes, pixels, parameters } = layers;
  const pipelines = await compileEnsemble(gpu, model, plan, 1);
  const images = new ImageStore(gpu, model, plan.storage);
  const scratch = new EnsembleScratch(gpu, pipelines, members, lanes, false);
  const control = gpu.buffer(CONTROL_WORDS * 4, "control");
  writeControl(gpu, control, { lanes, members, indexMemberStride: 0, indexStepStride: 0, backward: false });
  const inputs = {
    control,
    images: images.packed({ count: lanes, pixels }),
    // The last image first.
    indices: gpu.upload(Uint32Array.from({ length: lanes }, (_, n) => lanes - 1 - n), "indices"),
    parameters: gpu.upload(parameters, "parameters"),
  };
  try {
    gpu.submit(scratch.forward(inputs, members));
    const { pooledSide, outGroups } = convPoolSizes(model.layers.at(-1)!.shape);
    assert.ok(scratch.output instanceof GPUBuffer);
    return await gpu.readFloats(scratch.output, members * lanes * pooledSide ** 2 * outGroups * 4);
  } finally {
    scratch.release();
    images.release();
    gpu.release(control, inputs.indices, inputs.parameters);
  }
}

/** The value of the plane that one channel of one pixel is. */
function valueAt({ model, lanes }: Case, plane: Float32Array, member: number, lane: number, at: number): number {
  const { shape } = model.layers.at(-1)!;
  const { pooledSide, outGroups } = convPoolSizes(shape);
  const [channel, pixel] = [Math.floor(at / pooledSide ** 2), at % pooledSide ** 2];
  return plane[(((member * pooledSide ** 2 + pixel) * outGroups + (channel >> 2)) * lanes + lane) * 4 + channel % 4]!;
}

const bits = (values: Float32Array) => new Uint32Array(values.slice().buffer);

for (const layers of MODELS) {
  const name = layers.map(({ inSide, outChannels, padding }) => `${inSide}+${padding}:${outChannels}`).join(" ");
  Deno.test(`two layers at once give the bits that they give one by one (${name})`, SHARED_DEVICE, async () => {
    const gpu = await sharedGpu();
    for (const [members, lanes] of [[1, 1], [3, 45]] as const) {
      const drawn = randomCase(layers, members, lanes);
      const { twoLayers, ...apart } = planOf(gpu, drawn);
      assert.ok(twoLayers);
      const together = await outputPlane(gpu, drawn, { ...apart, twoLayers });
      assert.ok(together.some((value) => value > 0));
      assert.deepEqual(bits(together), bits(await outputPlane(gpu, drawn, apart)));
    }
  });
}

Deno.test("two layers at once match the float64 reference", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  const drawn = randomCase(shapes(28, [4, 2], 1), 2, 5);
  const plane = await outputPlane(gpu, drawn, planOf(gpu, drawn));
  const { model, members, lanes, pixels, parameters } = drawn;
  for (let member = 0; member < members; member++) {
    const own = parameters.subarray(member * model.parameterCount);
    for (let lane = 0; lane < lanes; lane++) {
      const image = pixels.subarray((lanes - 1 - lane) * 28 * 28).subarray(0, 28 * 28);
      const wanted = model.layers.reduce<Float64Array>(
        (input, { shape, parameterOffset }) =>
          convPoolForward(shape, Float64Array.from(own.subarray(parameterOffset)), input).output,
        Float64Array.from(image, (byte) => byte / 255),
      );
      wanted.forEach((value, at) => {
        const found = valueAt(drawn, plane, member, lane, at);
        assert.ok(
          Math.abs(found - value) < 1e-5,
          `member ${member}, image ${lane}, value ${at}: ${found}, not ${value}`,
        );
      });
    }
  }
});

Deno.test("blank images, and layers that never fire, give what they give one by one", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  const drawn = randomCase(shapes(12, [3, 5], 1), 2, 5);
  const { twoLayers, ...apart } = planOf(gpu, drawn);
  for (
    const special of [
      { ...drawn, pixels: new Uint8Array(drawn.pixels.length) },
      { ...drawn, parameters: drawn.parameters.map((value) => -Math.abs(value)) },
    ]
  ) {
    assert.deepEqual(
      bits(await outputPlane(gpu, special, { ...apart, ...(twoLayers && { twoLayers }) })),
      bits(await outputPlane(gpu, special, apart)),
    );
  }
});

Deno.test("only software plans two layers at once, where layers and workgroup memory allow it, and the record says so", () => {
  const software = { software: true, limits: LIMITS };
  const notebook = NOTEBOOK_ARCHITECTURE.layers.map(({ shape }) => shape);
  const plan = choosePlan(software, notebook);
  assert.ok(plan.twoLayers);
  assert.equal(describePlan(plan)["layers1and2.scoring.workgroupSize"], plan.twoLayers.workgroupSize);
  const gpu = choosePlan({ software: false, limits: LIMITS }, notebook);
  assert.equal(gpu.twoLayers, undefined);
  assert.ok(Object.keys(describePlan(gpu)).every((name) => !name.startsWith("layers1and2")));
  // Their filters together are more than fits.
  const wide = shapes(28, [16, 17], 1);
  assert.ok(twoLayersSizes(wide)!.floats * 4 > LIMITS.maxComputeWorkgroupStorageSize);
  assert.equal(choosePlan(software, wide).twoLayers, undefined);
});

Deno.test("layers that one kernel cannot compute are told apart, and refused", () => {
  const [first, second] = shapes(28, [4, 2], 1) as [ConvPoolShape, ConvPoolShape];
  const refused: ConvPoolShape[][] = [
    [],
    [first],
    [first, { ...second, padding: 1 }],
    [{ ...first, inChannels: 2 }, second],
    shapes(32, [4, 2], 1), // 9 windows a row
    shapes(36, [4, 2], 1), // 10 windows a row
    shapes(24, [4, 2], 1), // 7 windows a row
    shapes(30, [4, 2], 1), // an odd plane between the layers
  ];
  for (const layers of refused) assert.equal(twoLayersSizes(layers), undefined, JSON.stringify(layers));
  const { layers } = architecture([first, { ...second, padding: 1 }]);
  assert.throws(
    () => twoLayersWgsl(layers[0]!, layers[1]!, { workgroupSize: 8, fencedValues: 8 }, "buffer"),
    /^TypeError: Generating a kernel of two layers: found .*, wanted one that reads images and one that pads with 2/,
  );
});

Deno.test("no function of the kernel is so long that compiling it would take the square of it", () => {
  const [first, second] = NOTEBOOK_ARCHITECTURE.layers;
  const functions = twoLayersWgsl(first!, second!, { workgroupSize: 40, fencedValues: 8 }, "texture").split(/^fn /m);
  for (const text of functions) assert.ok(text.split("\n").length < 5000, `${text.slice(0, 40)}`);
});
