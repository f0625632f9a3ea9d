/**
 * The notebook's model in plain JavaScript, for pictures that the reader draws.
 *
 * @module
 */
import { convPool } from "./layer.ts";

/** Layers of 3x3 convolution, ReLU and 2x2 max-pool: channels in and out, side of the input, zeros around it. */
export const MODEL_LAYERS:
  readonly (readonly [inChannels: number, outChannels: number, side: number, padding: number])[] = [[1, 16, 28, 1], [
    16,
    8,
    14,
    2,
  ], [8, 1, 8, 2]];

/**
 * One model's answer to one picture.
 *
 * @param parameters Each layer's weights [out, in, 3, 3], then its biases, layer by layer.
 * @param pixels [28, 28], 0..1.
 * @returns [25]
 */
export function modelAnswer(parameters: Float32Array, pixels: Float32Array): Float32Array {
  let flowing = pixels;
  let offset = 0;
  for (const [inChannels, outChannels, side, padding] of MODEL_LAYERS) {
    const weightCount = outChannels * inChannels * 9;
    const biases = parameters.subarray(offset + weightCount, offset + weightCount + outChannels);
    flowing = convPool(flowing, parameters.subarray(offset, offset + weightCount), biases, inChannels, side, padding);
    offset += weightCount + outChannels;
  }
  return flowing;
}

/** Each squared norm is at least this. Source: `eps` of the notebook's `CosineSimilarity`, squared. */
const EPSILON_SQUARED = 1e-12;

/** Cosine of two vectors; 0 where one of them is 0. */
export function cosineOf(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let aSquared = 0;
  let bSquared = 0;
  a.forEach((value, i) => {
    const other = b[i] ?? 0;
    dot += value * other;
    aSquared += value * value;
    bSquared += other * other;
  });
  return dot / Math.sqrt(Math.max(aSquared, EPSILON_SQUARED) * Math.max(bSquared, EPSILON_SQUARED));
}

/**
 * What ten models answer to one picture.
 *
 * @param models Row d: digit d's model.
 * @param labelVectors Row d: what digit d's model was trained to answer.
 * @returns [model][label]: the cosine of the model's answer with the label's vector.
 */
export function cosineTable(
  models: readonly Float32Array[],
  labelVectors: readonly Float32Array[],
  pixels: Float32Array,
): number[][] {
  return models.map((model) => {
    const answer = modelAnswer(model, pixels);
    return labelVectors.map((vector) => cosineOf(answer, vector));
  });
}
