/**
 * A made-up input of one layer, what the float64 reference makes of it, and how pool codes lie in their plane.
 *
 * @module
 */
import type { LayerPlace } from "../../kernels/conv_pool/forward_plan.ts";
import { convPoolBackward, convPoolForward, DEAD } from "../../kernels/conv_pool/reference.ts";
import { CODES_PER_WORD, convPoolSizes, TAPS } from "../../kernels/conv_pool/shape.ts";
import { noise } from "../made_up.ts";

const MEMBERS = 2;
const LANES = 5;

/** One layer's inputs and results, of every member and image. */
export interface LayerSample {
  readonly members: number;
  readonly lanes: number;
  /** f32 [members, parameterStride] */
  readonly parameters: Float32Array<ArrayBuffer>;
  /** u8 [lanes, side, side]: what the first layer reads, the last image first. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** f32 [members, lanes, inChannels, inSide, inSide], at least 0. */
  readonly inputs: Float32Array;
  /** f32 [members, lanes, outChannels, pooledSide, pooledSide] */
  readonly outputGradient: Float32Array;
  /** Like `outputGradient`: what a layer gives while it is trained. */
  readonly outputs: Float64Array;
  /** Likewise: what it gives when it predicts. */
  readonly predictions: Float64Array;
  /** Likewise. */
  readonly codes: Uint8Array;
  /** Like `inputs`. */
  readonly inputGradient: Float64Array;
  /** Like `parameters`; NaN where the layer has none, or leaves it to batch norm. */
  readonly weightGradient: Float64Array;
}

/** Draws a sample and runs the reference on it. */
export function layerSample(place: LayerPlace): LayerSample {
  const { shape, source, parameterOffset, parameterStride, normalised } = place;
  const { inChannels, inSide, outChannels } = shape;
  const { pooledSide, parameterCount, weightCount } = convPoolSizes(shape);
  const [members, lanes] = [MEMBERS, LANES];
  const inputSize = inChannels * inSide ** 2;
  const outputSize = outChannels * pooledSide ** 2;
  const pixels = Uint8Array.from(noise(lanes * inSide ** 2, 1), (x) => Math.max(0, 255 * x));
  const inputs = source === "images"
    ? Float32Array.from({ length: members * lanes * inputSize }, (_, i) => {
      const lane = Math.floor(i / inputSize) % lanes;
      return pixels[(lanes - 1 - lane) * inputSize + i % inputSize]! / 255;
    })
    : noise(members * lanes * inputSize, 1).map((x) => Math.max(0, x));
  const parameters = noise(members * parameterStride, 2, Math.sqrt(1 / (inChannels * TAPS)));
  const outputGradient = noise(members * lanes * outputSize, 3);
  const outputs = new Float64Array(outputGradient.length);
  const predictions = new Float64Array(outputGradient.length);
  const codes = new Uint8Array(outputGradient.length);
  const inputGradient = new Float64Array(inputs.length);
  const weightGradient = new Float64Array(parameters.length).fill(NaN);
  for (let member = 0; member < members; member++) {
    const first = member * parameterStride + parameterOffset;
    const own = Float64Array.from(parameters.subarray(first, first + parameterCount));
    const ownGradient = weightGradient.subarray(first, first + parameterCount).fill(0);
    for (let at = member * lanes; at < (member + 1) * lanes; at++) {
      const input = Float64Array.from(inputs.subarray(at * inputSize, (at + 1) * inputSize));
      const gradient = Float64Array.from(outputGradient.subarray(at * outputSize, (at + 1) * outputSize));
      const result = convPoolForward(shape, own, input, normalised);
      outputs.set(result.output, at * outputSize);
      predictions.set(convPoolForward(shape, own, input).output, at * outputSize);
      codes.set(result.codes, at * outputSize);
      inputGradient.set(convPoolBackward(shape, own, input, result.codes, gradient, ownGradient), at * inputSize);
    }
    if (normalised) ownGradient.fill(NaN, weightCount);
  }
  return {
    members,
    lanes,
    parameters,
    pixels,
    inputs,
    outputGradient,
    outputs,
    predictions,
    codes,
    inputGradient,
    weightGradient,
  };
}

/** The pool codes of a sample as words of a plane: [members, windows x words, lanes]. */
export function codesPlane(place: LayerPlace, { members, lanes, codes }: LayerSample): Uint32Array<ArrayBuffer> {
  const { pooledSide, codeWords } = convPoolSizes(place.shape);
  const plane = new Uint32Array(members * pooledSide ** 2 * codeWords * lanes);
  codes.forEach((code, i) => {
    const { word, shift } = codePlace(place, lanes, i);
    plane[word]! |= code << shift;
  });
  return plane;
}

/** Where the code of an output lies. */
function codePlace({ shape }: LayerPlace, lanes: number, i: number): { word: number; shift: number } {
  const { pooledSide, codeWords } = convPoolSizes(shape);
  const windows = pooledSide ** 2;
  const [window, channel] = [i % windows, Math.floor(i / windows) % shape.outChannels];
  const image = Math.floor(i / windows / shape.outChannels);
  const [member, lane] = [Math.floor(image / lanes), image % lanes];
  const row = window * codeWords + Math.floor(channel / CODES_PER_WORD);
  return {
    word: (member * windows * codeWords + row) * lanes + lane,
    shift: 4 * (channel % CODES_PER_WORD),
  };
}

/**
 * The codes that are wanted. Where a kernel chose another position of a window than the reference, and the two are a tie but
 * for rounding, what it chose is as right.
 *
 * @param found As the kernel wrote them.
 * @param tolerance Of values, relative to the largest of the layer.
 */
export function settledCodes(
  place: LayerPlace,
  sample: LayerSample,
  found: ArrayLike<number>,
  tolerance: number,
): Uint32Array<ArrayBuffer> {
  const wanted = codesPlane(place, sample);
  const least = place.normalised ? -Infinity : 0;
  const allowed = tolerance * sample.outputs.reduce((most, value) => Math.max(most, value), 0);
  sample.codes.forEach((code, i) => {
    const { word, shift } = codePlace(place, sample.lanes, i);
    const chosen = (found[word]! >>> shift) & 15;
    if (chosen === code || chosen > DEAD) return;
    const values = windowValues(place, sample, i);
    const value = chosen === DEAD ? least : values[chosen]!;
    if (Math.max(least, ...values) - value <= allowed) {
      wanted[word] = (wanted[word]! & ~(15 << shift) | chosen << shift) >>> 0;
    }
  });
  return wanted;
}

/** The four values that an output is the largest of. */
function windowValues(
  { shape, parameterOffset, parameterStride, normalised }: LayerPlace,
  sample: LayerSample,
  i: number,
): number[] {
  const { inChannels, inSide, outChannels, padding } = shape;
  const { pooledSide, weightCount } = convPoolSizes(shape);
  const [window, channel] = [i % pooledSide ** 2, Math.floor(i / pooledSide ** 2) % outChannels];
  const image = Math.floor(i / pooledSide ** 2 / outChannels);
  const first = Math.floor(image / sample.lanes) * parameterStride + parameterOffset;
  return [0, 1, 2, 3].map((position) => {
    const top = 2 * Math.floor(window / pooledSide) + (position >> 1) - padding;
    const left = 2 * (window % pooledSide) + (position & 1) - padding;
    let value = normalised ? 0 : sample.parameters[first + weightCount + channel]!;
    for (let ic = 0; ic < inChannels; ic++) {
      for (let tap = 0; tap < TAPS; tap++) {
        const [row, column] = [top + Math.floor(tap / 3), left + tap % 3];
        if (row < 0 || row >= inSide || column < 0 || column >= inSide) continue;
        value += sample.parameters[first + (channel * inChannels + ic) * TAPS + tap]! *
          sample.inputs[(image * inChannels + ic) * inSide ** 2 + row * inSide + column]!;
      }
    }
    return value;
  });
}
