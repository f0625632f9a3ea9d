/**
 * The kernels of a layer of convolution and pooling: the notebook's layers, which read images, and the networks', which read
 * the plane that augmentation writes.
 *
 * @module
 */
import type { Architecture } from "../../ensemble/architecture.ts";
import type { Binding } from "../../gpu/gpu.ts";
import { forwardWgsl } from "../../kernels/conv_pool/forward_wgsl.ts";
import { forwardBlocks, forwardParts, type ForwardPlan } from "../../kernels/conv_pool/forward_plan.ts";
import type { LayerPlace } from "../../kernels/conv_pool/forward_plan.ts";
import {
  inputGradientParts,
  inputGradientTiles,
  inputGradientWgsl,
} from "../../kernels/conv_pool/input_gradient_wgsl.ts";
import { convPoolSizes } from "../../kernels/conv_pool/shape.ts";
import { weightGradientGrid, weightGradientWgsl } from "../../kernels/conv_pool/weight_gradient_wgsl.ts";
import type { LayerPlan } from "../../kernels/plan.ts";
import type { PlaneStorage } from "../../kernels/planes.ts";
import { type Agreement, FLOAT_TOLERANCE, type KernelCheck, type KernelGroup } from "../kernel_check.ts";
import { planeOf, planeRows } from "../made_up.ts";
import { poison, type Readable } from "../readable.ts";
import type { Workbench } from "../workbench.ts";
import { codesPlane, type LayerSample, layerSample, settledCodes } from "./layer_sample.ts";

/** One layer, and how its kernels are made. */
interface Layer {
  readonly name: string;
  readonly place: LayerPlace;
  readonly plan: LayerPlan;
  readonly storage: PlaneStorage;
  readonly uniformMembers: number | undefined;
  /** Present where the layer reads images. */
  readonly model?: Architecture;
}

/** Every kernel of every layer. */
export const convPoolChecks: KernelGroup = ({ notebook, network }) => [
  ...notebook.model.layers.flatMap((place, i) =>
    layerChecks({
      name: `notebook's layer ${i + 1}`,
      place,
      plan: notebook.plan.layers[i]!,
      storage: notebook.plan.storage,
      uniformMembers: notebook.plan.uniformMembers,
      ...(place.source === "images" && { model: notebook.model }),
    })
  ),
  ...network.model.layers.flatMap((place, i) =>
    layerChecks({
      name: `network's layer ${i + 1}`,
      place,
      plan: network.plan.layers[i]!,
      storage: network.plan.storage,
      uniformMembers: undefined,
    })
  ),
];

/** Runs a compiled kernel on a sample. */
type Run = (bench: Workbench, pipeline: GPUComputePipeline, layer: Layer, sample: LayerSample) => Promise<Agreement[]>;

function layerChecks(layer: Layer): KernelCheck[] {
  const { name, place, plan, storage } = layer;
  let drawn: LayerSample | undefined;
  // The kernels of a layer share a sample, which takes longer than any of them.
  const sample = () => drawn ??= layerSample(place);
  const named = (kernel: string, compile: (bench: Workbench) => Promise<GPUComputePipeline>, run: Run) => ({
    name: `${name}, ${kernel}`,
    tolerance: FLOAT_TOLERANCE,
    run: async (bench: Workbench) => run(bench, await compile(bench), layer, sample()),
  });
  const forwardCheck = (kernel: string, plan: ForwardPlan) =>
    named(
      kernel,
      (bench) => bench.generated(forwardWgsl, place, plan, storage),
      (bench, pipeline, layer, sample) => forward(bench, pipeline, layer, sample, plan),
    );
  return [
    forwardCheck("forward", plan.forward),
    ...(plan.scoring ? [forwardCheck("forward, scoring", plan.scoring)] : []),
    named(
      "weight gradient",
      (bench) => bench.generated(weightGradientWgsl, place, plan.weightGradient, storage),
      weightGradient,
    ),
    // Nobody asks for the gradient of the images.
    ...(place.shape.inChannels === 1 ? [] : [named(
      "input gradient",
      (bench) => bench.generated(inputGradientWgsl, place, plan.inputGradient, storage),
      inputGradient,
    )]),
  ];
}

/** What all of a layer's kernels are bound to, and the planes of what flows into it and back. */
function inputs(bench: Workbench, { place, storage, model, uniformMembers }: Layer, sample: LayerSample) {
  const { shape: { inChannels, inSide, outChannels, padding }, parameterStride } = place;
  const { members, lanes } = sample;
  const { pooledSide } = convPoolSizes(place.shape);
  const source = { members, lanes, channels: inChannels, side: inSide, border: padding };
  const pooled = { members, lanes, channels: outChannels, side: pooledSide };
  const plane = (values: ArrayLike<number>, of: typeof source | typeof pooled) =>
    bench.plane(storage, "vec4f", { members, rows: planeRows(of), lanes }, planeOf(values, of));
  // The second of two steps, the last image first.
  const indices = Uint32Array.from({ length: 2 * lanes }, (_, n) => n < lanes ? 0 : 2 * lanes - 1 - n);
  const read: (Readable | Binding)[] = model ? [bench.buffer(indices)] : [];
  return {
    control: bench.control({ lanes, members, indexStepStride: lanes, step: 1 }),
    source: model ? bench.images(model, storage, sample.pixels) : plane(sample.inputs, source),
    parameters: bench.parameters(uniformMembers ? { uniformMembers } : {}, members, sample.parameters),
    /** The index table, where there is one: the last binding. */
    indices: read,
    gradient: () => plane(sample.outputGradient, pooled),
    codes: (data?: Uint32Array<ArrayBuffer>) =>
      bench.plane(storage, "u32", { members, rows: codeRows(place), lanes }, data),
    parameterCount: members * parameterStride,
  };
}

function codeRows({ shape }: LayerPlace): number {
  const { pooledSide, codeWords } = convPoolSizes(shape);
  return pooledSide ** 2 * codeWords;
}

async function forward(
  bench: Workbench,
  pipeline: GPUComputePipeline,
  layer: Layer,
  sample: LayerSample,
  plan: ForwardPlan,
): Promise<Agreement[]> {
  const { place, storage } = layer;
  const { members, lanes } = sample;
  const { pooledSide } = convPoolSizes(place.shape);
  const { control, source, parameters, indices, codes } = inputs(bench, layer, sample);
  const out = {
    members,
    lanes,
    channels: place.shape.outChannels,
    side: pooledSide,
    border: place.outPadding,
    borderValue: NaN,
  };
  const blocks = forwardBlocks(pooledSide, plan);
  const run = (control: Readable) => {
    const output = bench.plane(storage, "vec4f", { members, rows: planeRows(out), lanes });
    const found = codes();
    bench.run(pipeline, [control, source, parameters, output, found, ...indices], [
      Math.ceil(blocks.rows * blocks.columns * lanes / plan.workgroupSize),
      forwardParts(place.shape, plan),
      members,
    ]);
    return { output, found };
  };
  const { output, found } = run(control);
  const codesFound = await found.read();
  const wanted = plan.codes === false
    ? poison("words", codesFound.length)
    : settledCodes(place, sample, codesFound, FLOAT_TOLERANCE);
  const agreements = [
    { found: await output.read(), wanted: planeOf(sample.outputs, out) },
    { found: codesFound, wanted },
  ];
  if (!place.normalised) return agreements;
  // Such a layer predicts otherwise than it is trained.
  const predicted = run(bench.control({ lanes, members, backward: false }));
  return [...agreements, { found: await predicted.output.read(), wanted: planeOf(sample.predictions, out) }];
}

const weightGradient: Run = async (bench, pipeline, layer, sample) => {
  const { place, plan } = layer;
  const { control, source, gradient, codes, indices, parameterCount } = inputs(bench, layer, sample);
  const result = bench.poisoned("floats", parameterCount);
  bench.run(pipeline, [
    control,
    source,
    gradient(),
    codes(codesPlane(place, sample)),
    result,
    ...indices,
  ], weightGradientGrid(place.shape, plan.weightGradient, sample.members));
  return [{ found: await result.read(), wanted: sample.weightGradient }];
};

const inputGradient: Run = async (bench, pipeline, layer, sample) => {
  const { place, plan, storage } = layer;
  const { members, lanes } = sample;
  const { inChannels, inSide } = place.shape;
  const { control, parameters, gradient, codes } = inputs(bench, layer, sample);
  const flowing = { members, lanes, channels: inChannels, side: inSide };
  const result = bench.plane(storage, "vec4f", { members, rows: planeRows(flowing), lanes });
  bench.run(pipeline, [
    control,
    gradient(),
    codes(codesPlane(place, sample)),
    parameters,
    result,
  ], [
    Math.ceil(inputGradientTiles(place) ** 2 * lanes / plan.inputGradient.workgroupSize),
    inputGradientParts(place.shape, plan.inputGradient),
    members,
  ]);
  return [{ found: await result.read(), wanted: planeOf(sample.inputGradient, flowing) }];
};
