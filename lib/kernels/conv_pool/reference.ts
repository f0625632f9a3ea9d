import { KERNEL_SIDE, TAPS } from "./shape.ts";
import { type ConvPoolShape, convPoolSizes } from "./shape.ts";

/** The code of a pool window none of whose four positions is above zero. */
export const DEAD = 4;

/** One layer's result for one image. */
export interface ConvPoolResult {
  /** [outChannels, pooledSide, pooledSide] */
  readonly output: Float64Array;
  /** [outChannels, pooledSide, pooledSide]: which of the window's four positions won, or `DEAD`. */
  readonly codes: Uint8Array;
}

/**
 * The layer's forward pass in float64: the truth that the kernels are tested against, and the machine without an adapter.
 *
 * @param weights [outChannels, inChannels, 3, 3], then the biases [outChannels].
 * @param input [inChannels, inSide, inSide].
 * @param normalised Whether batch norm follows, to which bias and ReLU are left.
 */
export function convPoolForward(
  shape: ConvPoolShape,
  weights: Float64Array,
  input: Float64Array,
  normalised = false,
): ConvPoolResult {
  const { inChannels, outChannels } = shape;
  const { paddedSide, convSide, pooledSide, weightCount } = convPoolSizes(shape);
  const padded = padPlanes(shape, input);
  const plane = new Float64Array(convSide * convSide);
  const output = new Float64Array(outChannels * pooledSide * pooledSide);
  const codes = new Uint8Array(output.length);
  for (let oc = 0; oc < outChannels; oc++) {
    plane.fill(normalised ? 0 : weights[weightCount + oc]!);
    for (let ic = 0; ic < inChannels; ic++) {
      for (let tap = 0; tap < TAPS; tap++) {
        const weight = weights[(oc * inChannels + ic) * TAPS + tap]!;
        const start = ic * paddedSide * paddedSide + Math.floor(tap / KERNEL_SIDE) * paddedSide + tap % KERNEL_SIDE;
        for (let y = 0, at = 0; y < convSide; y++) {
          for (let x = 0, from = start + y * paddedSide; x < convSide; x++) plane[at++]! += weight * padded[from++]!;
        }
      }
    }
    pool(plane, convSide, pooledSide, output, codes, oc * pooledSide * pooledSide, normalised ? -Infinity : 0);
  }
  return { output, codes };
}

/**
 * The layer's backward pass in float64.
 *
 * @param weights [outChannels, inChannels, 3, 3], then the biases.
 * @param input [inChannels, inSide, inSide], as in the forward pass.
 * @param codes From the forward pass.
 * @param outputGradient [outChannels, pooledSide, pooledSide].
 * @param weightGradient Added to; laid out as `weights`.
 * @returns the gradient with respect to the input, [inChannels, inSide, inSide].
 */
export function convPoolBackward(
  shape: ConvPoolShape,
  weights: Float64Array,
  input: Float64Array,
  codes: Uint8Array,
  outputGradient: Float64Array,
  weightGradient: Float64Array,
): Float64Array {
  const { inChannels, outChannels, inSide, padding } = shape;
  const { paddedSide, pooledSide, weightCount } = convPoolSizes(shape);
  const padded = padPlanes(shape, input);
  const paddedGradient = new Float64Array(padded.length);
  for (let oc = 0, at = 0; oc < outChannels; oc++) {
    for (let window = 0; window < pooledSide * pooledSide; window++, at++) {
      const gradient = outputGradient[at]!;
      const code = codes[at]!;
      if (code === DEAD || gradient === 0) continue;
      weightGradient[weightCount + oc]! += gradient;
      const y = 2 * Math.floor(window / pooledSide) + (code >> 1);
      const x = 2 * (window % pooledSide) + (code & 1);
      for (let ic = 0; ic < inChannels; ic++) {
        const filter = (oc * inChannels + ic) * TAPS;
        const corner = (ic * paddedSide + y) * paddedSide + x;
        for (let tap = 0; tap < TAPS; tap++) {
          const from = corner + Math.floor(tap / KERNEL_SIDE) * paddedSide + tap % KERNEL_SIDE;
          weightGradient[filter + tap]! += gradient * padded[from]!;
          paddedGradient[from]! += gradient * weights[filter + tap]!;
        }
      }
    }
  }
  const inputGradient = new Float64Array(inChannels * inSide * inSide);
  for (let ic = 0; ic < inChannels; ic++) {
    for (let y = 0; y < inSide; y++) {
      const from = (ic * paddedSide + y + padding) * paddedSide + padding;
      inputGradient.set(paddedGradient.subarray(from, from + inSide), (ic * inSide + y) * inSide);
    }
  }
  return inputGradient;
}

function padPlanes(shape: ConvPoolShape, input: Float64Array): Float64Array {
  const { inChannels, inSide, padding } = shape;
  const { paddedSide } = convPoolSizes(shape);
  const wanted = inChannels * inSide * inSide;
  if (input.length !== wanted) {
    throw new TypeError(`Running a layer: an input of ${input.length} values found, ${wanted} wanted`);
  }
  const padded = new Float64Array(inChannels * paddedSide * paddedSide);
  for (let ic = 0; ic < inChannels; ic++) {
    for (let y = 0; y < inSide; y++) {
      const from = (ic * inSide + y) * inSide;
      padded.set(input.subarray(from, from + inSide), (ic * paddedSide + y + padding) * paddedSide + padding);
    }
  }
  return padded;
}

/** 2x2 max-pool of one plane, then ReLU if `least` is 0. The first of equal values wins, as in PyTorch. */
function pool(
  plane: Float64Array,
  convSide: number,
  pooledSide: number,
  output: Float64Array,
  codes: Uint8Array,
  offset: number,
  least: number,
): void {
  for (let y = 0, at = offset; y < pooledSide; y++) {
    for (let x = 0; x < pooledSide; x++, at++) {
      let best = -Infinity;
      let code = 0;
      for (let position = 0; position < 4; position++) {
        const value = plane[(2 * y + (position >> 1)) * convSide + 2 * x + (position & 1)]!;
        if (value > best || Number.isNaN(value)) {
          best = value;
          code = position;
        }
      }
      output[at] = best > least || Number.isNaN(best) ? best : least;
      codes[at] = best > least ? code : DEAD;
    }
  }
}
