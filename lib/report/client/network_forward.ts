/**
 * The leak-free protocol's networks in plain JavaScript, for pictures that the reader draws: what `networkPredictions` does on
 * the GPU.
 *
 * @module
 */
import { deskew } from "../../graph/deskew.ts";
import { INPUT_FORMS, inputForms } from "../../graph/input_forms.ts";
import { convPool } from "./layer.ts";

/** What the page has to know of a network besides its parameters. */
export interface NetworkShape {
  /** Layers of 3x3 convolution, ReLU and 2x2 max-pool: channels in and out, side of the input, zeros around it. */
  readonly layers: readonly (readonly [inChannels: number, outChannels: number, side: number, padding: number])[];
  /** Inputs of the dense layer behind them. */
  readonly inputs: number;
  /** Its outputs. */
  readonly classes: number;
}

/** Pixels right and down by which an image is moved: the image itself and its four neighbours. */
export const SHIFTS: readonly (readonly [right: number, down: number])[] = [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]];

const VIEW_SIDE = 28;

/**
 * How probable networks find each class, on the mean: of the straightened picture and of that stretched to even width, each
 * with its four one-pixel shifts.
 *
 * @param networks Each one's parameters: every layer's weights [out, in, 3, 3], then its biases; then the dense layer's
 * weights [classes, inputs] and biases.
 * @param pixels [28, 28], 0..1, scaled and centred as MNIST is.
 * @returns [classes]; they sum to 1.
 */
export function networkProbabilities(
  shape: NetworkShape,
  networks: readonly Float32Array[],
  pixels: Float32Array,
): number[] {
  const forms = inputForms(uprightBytes(pixels)).map((bytes) => Float32Array.from(bytes, (byte) => byte / 255));
  const sums = Array.from({ length: shape.classes }, () => 0);
  for (const parameters of networks) {
    for (const form of forms) {
      for (const [right, down] of SHIFTS) {
        softmaxOf(networkScoresOf(shape, parameters, shifted(form, right, down))).forEach((probability, label) =>
          sums[label]! += probability
        );
      }
    }
  }
  return sums.map((sum) => sum / (networks.length * INPUT_FORMS * SHIFTS.length));
}

/** A picture straightened, in whole bytes before and after. */
function uprightBytes(pixels: Float32Array): Uint8Array {
  const upright = deskew(Uint8Array.from(pixels, (value) => Math.round(255 * value)));
  return Uint8Array.from(upright, (value) => Math.round(255 * value));
}

/** One network's scores of one view, before softmax. */
function networkScoresOf(
  { layers, inputs, classes }: NetworkShape,
  parameters: Float32Array,
  view: Float32Array,
): Float32Array {
  let flowing = view;
  let offset = 0;
  for (const [inChannels, outChannels, side, padding] of layers) {
    const biasOffset = offset + outChannels * inChannels * 9;
    const end = biasOffset + outChannels;
    flowing = convPool(
      flowing,
      parameters.subarray(offset, biasOffset),
      parameters.subarray(biasOffset, end),
      inChannels,
      side,
      padding,
    );
    offset = end;
  }
  const scores = parameters.slice(offset + classes * inputs, offset + classes * (inputs + 1));
  for (let label = 0; label < classes; label++) {
    const row = offset + label * inputs;
    for (let i = 0; i < inputs; i++) scores[label]! += parameters[row + i]! * flowing[i]!;
  }
  return scores;
}

/** The image moved; what comes in from outside is 0. */
function shifted(image: Float32Array, right: number, down: number): Float32Array {
  if (right === 0 && down === 0) return image;
  return Float32Array.from({ length: VIEW_SIDE * VIEW_SIDE }, (_, i) => {
    const [x, y] = [i % VIEW_SIDE - right, Math.floor(i / VIEW_SIDE) - down];
    return x < 0 || x >= VIEW_SIDE || y < 0 || y >= VIEW_SIDE ? 0 : image[y * VIEW_SIDE + x]!;
  });
}

function softmaxOf(scores: Float32Array): Float32Array {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
