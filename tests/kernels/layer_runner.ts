/**
 * Runs one layer's three kernels on the GPU for any number of members, and the float64 reference beside them.
 */
import { type Architecture, architecture } from "../../lib/ensemble/architecture.ts";
import type { Gpu } from "../../lib/gpu/gpu.ts";
import { CONTROL_WORDS, writeControl } from "../../lib/kernels/control/control.ts";
import { forwardWgsl } from "../../lib/kernels/conv_pool/forward_wgsl.ts";
import { forwardBlocks, forwardParts, type ForwardPlan } from "../../lib/kernels/conv_pool/forward_plan.ts";
import { inputGradientTiles, inputGradientWgsl } from "../../lib/kernels/conv_pool/input_gradient_wgsl.ts";
import { convPoolBackward, convPoolForward } from "../../lib/kernels/conv_pool/reference.ts";
import { type ConvPoolShape, convPoolSizes, packedRowWords } from "../../lib/kernels/conv_pool/shape.ts";
import { weightGradientGrid, weightGradientWgsl } from "../../lib/kernels/conv_pool/weight_gradient_wgsl.ts";
import { packImages } from "../../lib/kernels/images/pack.ts";
import { storeImages } from "../../lib/kernels/images/store.ts";
import { choosePlan, type PlanKind, withStoredParameters } from "../../lib/kernels/plan.ts";
import { uniformAt } from "../../lib/random/counter_stream.ts";
import type { Binding } from "../../lib/gpu/gpu.ts";

/** Numbers in -1..1 from a counter-based stream. */
export function noise(count: number, stream: number, scale = 1): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, i) => scale * (2 * uniformAt(7, stream, i) - 1));
}

/** What a layer gives for every member and image; the three parts are flat, member by member and image by image. */
export interface LayerResult {
  readonly output: Float64Array;
  readonly inputGradient: Float64Array;
  /** Summed over the images. */
  readonly weightGradient: Float64Array;
}

/** One layer with inputs for every member and image. */
export interface LayerCase {
  readonly shape: ConvPoolShape;
  readonly members: number;
  readonly lanes: number;
  /** f32 [members, parameters] */
  readonly parameters: Float32Array<ArrayBuffer>;
  /** f32 [members, lanes, outChannels, pooled, pooled] */
  readonly outputGradient: Float32Array<ArrayBuffer>;
  /** u8 [lanes, side, side]; the layer must take one channel. */
  readonly images: Uint8Array;
}

/** A case with random weights and gradients. */
export function randomCase(shape: ConvPoolShape, members: number, lanes: number, images?: Uint8Array): LayerCase {
  const sizes = convPoolSizes(shape);
  return {
    shape,
    members,
    lanes,
    parameters: noise(members * sizes.parameterCount, 1, 0.5),
    outputGradient: noise(members * lanes * shape.outChannels * sizes.pooledSide ** 2, 2),
    images: images ?? Uint8Array.from(noise(lanes * shape.inSide ** 2, 3), (x) => Math.max(0, 255 * x)),
  };
}

/** The float64 truth. */
export function layerReference(layer: LayerCase): LayerResult {
  const { shape, members, lanes } = layer;
  const sizes = convPoolSizes(shape);
  const outputSize = shape.outChannels * sizes.pooledSide ** 2;
  const inputSize = shape.inChannels * shape.inSide ** 2;
  const output = new Float64Array(members * lanes * outputSize);
  const inputGradient = new Float64Array(members * lanes * inputSize);
  const weightGradient = new Float64Array(members * sizes.parameterCount);
  for (let m = 0; m < members; m++) {
    const row = m * sizes.parameterCount;
    const weights = Float64Array.from(layer.parameters.subarray(row, row + sizes.parameterCount));
    for (let n = 0; n < lanes; n++) {
      const at = m * lanes + n;
      const input = Float64Array.from(layer.images.subarray(n * inputSize, (n + 1) * inputSize), (byte) => byte / 255);
      const result = convPoolForward(shape, weights, input);
      output.set(result.output, at * outputSize);
      const gradient = Float64Array.from(layer.outputGradient.subarray(at * outputSize, (at + 1) * outputSize));
      const flowing = convPoolBackward(
        shape,
        weights,
        input,
        result.codes,
        gradient,
        weightGradient.subarray(row, row + sizes.parameterCount),
      );
      inputGradient.set(flowing, at * inputSize);
    }
  }
  return { output, inputGradient, weightGradient };
}

/** The same on the GPU, with the plan for `kind` but planes in buffers, which can be read back. */
export async function layerOnGpu(
  gpu: Gpu,
  layer: LayerCase,
  kind: PlanKind,
  forwardPlan: Partial<ForwardPlan> = {},
): Promise<LayerResult> {
  const { shape, members, lanes } = layer;
  const sizes = convPoolSizes(shape);
  const model: Architecture = architecture([shape]);
  const place = model.layers[0]!;
  const chosen = withStoredParameters(choosePlan(gpu.traits, [shape], kind)).layers[0]!;
  const plan = { ...chosen, forward: { ...chosen.forward, ...forwardPlan } };
  const [forward, inputGradient, weightGradient] = await Promise.all([
    gpu.pipeline("forward", forwardWgsl(place, plan.forward, "buffer")),
    gpu.pipeline("input gradient", inputGradientWgsl(place, plan.inputGradient, "buffer")),
    gpu.pipeline("weight gradient", weightGradientWgsl(place, plan.weightGradient, "buffer")),
  ]);
  const pooled = sizes.pooledSide ** 2;
  const pixels = shape.inSide ** 2;
  const control = gpu.buffer(CONTROL_WORDS * 4, "control");
  writeControl(gpu, control, { lanes, members, indexMemberStride: 0, indexStepStride: 0, backward: true });
  const imageWords = sizes.paddedSide * packedRowWords(sizes.paddedSide);
  const images = storeImages(gpu, "buffer", packImages(layer.images, shape), imageWords);
  const indices = gpu.upload(Uint32Array.from({ length: lanes }, (_, n) => n), "indices");
  const parameters = gpu.uniformBuffer(layer.parameters.byteLength, "parameters");
  gpu.write(parameters, layer.parameters);
  const gradientIn = gpu.upload(planesOf(layer.outputGradient, members, lanes, shape.outChannels, pooled), "gradient");
  // Poisoned, so that a value that no kernel wrote is seen.
  const poisoned = (floats: number, what: string) => gpu.upload(new Float32Array(floats).fill(NaN), what);
  const output = poisoned(members * lanes * pooled * sizes.outGroups * 4, "output");
  const codes = gpu.buffer(members * lanes * pooled * sizes.codeWords * 4, "codes");
  const flowing = poisoned(members * lanes * pixels * sizes.inGroups * 4, "input gradient");
  const weights = poisoned(members * sizes.parameterCount, "weight gradient");
  const run = (pipeline: GPUComputePipeline, resources: Binding[], workgroups: [number, number, number]) =>
    gpu.submit([{ pipeline, bindings: gpu.bind(pipeline, resources), workgroups }]);
  const blocks = forwardBlocks(sizes.pooledSide, plan.forward);
  const groups = (items: number, size: number) => Math.ceil(items * lanes / size);
  run(forward, [control, images.binding, parameters, output, codes, indices], [
    groups(blocks.rows * blocks.columns, plan.forward.workgroupSize),
    forwardParts(shape, plan.forward),
    members,
  ]);
  run(
    weightGradient,
    [control, images.binding, gradientIn, codes, weights, indices],
    weightGradientGrid(shape, plan.weightGradient, members),
  );
  run(inputGradient, [control, gradientIn, codes, parameters, flowing], [
    groups(inputGradientTiles(place) ** 2, plan.inputGradient.workgroupSize),
    1,
    members,
  ]);
  const result = {
    output: channelsOf(
      await gpu.readFloats(output, members * lanes * pooled * sizes.outGroups * 4),
      members,
      lanes,
      shape.outChannels,
      pooled,
    ),
    inputGradient: channelsOf(
      await gpu.readFloats(flowing, members * lanes * pixels * sizes.inGroups * 4),
      members,
      lanes,
      shape.inChannels,
      pixels,
    ),
    weightGradient: Float64Array.from(await gpu.readFloats(weights, members * sizes.parameterCount)),
  };
  images.release();
  gpu.release(control, indices, parameters, gradientIn, output, codes, flowing, weights);
  return result;
}

/** [member][image][channel][pixel] to planes [member][pixel][group][image] of four channels. */
function planesOf(
  values: Float32Array,
  members: number,
  lanes: number,
  channels: number,
  pixels: number,
): Float32Array<ArrayBuffer> {
  const groups = Math.ceil(channels / 4);
  const planes = new Float32Array(members * pixels * groups * lanes * 4);
  forEachValue(members, lanes, channels, pixels, (flat, plane) => planes[plane] = values[flat]!);
  return planes;
}

/** The way back. */
function channelsOf(
  planes: Float32Array,
  members: number,
  lanes: number,
  channels: number,
  pixels: number,
): Float64Array {
  const values = new Float64Array(members * lanes * channels * pixels);
  forEachValue(members, lanes, channels, pixels, (flat, plane) => values[flat] = planes[plane]!);
  return values;
}

function forEachValue(
  members: number,
  lanes: number,
  channels: number,
  pixels: number,
  visit: (flat: number, plane: number) => void,
): void {
  const groups = Math.ceil(channels / 4);
  let flat = 0;
  for (let m = 0; m < members; m++) {
    for (let n = 0; n < lanes; n++) {
      for (let c = 0; c < channels; c++) {
        for (let p = 0; p < pixels; p++) {
          visit(flat++, (((m * pixels + p) * groups + (c >> 2)) * lanes + n) * 4 + c % 4);
        }
      }
    }
  }
}

/** The largest difference, relative to the largest value wanted (at least 1e-3). NaN where a value was never written. */
export function worst(found: Float64Array, wanted: Float64Array): number {
  let difference = 0;
  let largest = 1e-3;
  for (let i = 0; i < wanted.length; i++) {
    const d = Math.abs(found[i]! - wanted[i]!);
    if (Number.isNaN(d)) return NaN;
    difference = Math.max(difference, d);
    largest = Math.max(largest, Math.abs(wanted[i]!));
  }
  return difference / largest;
}
