import {
  batchNormBackward,
  batchNormForward,
  type BatchStatistics,
  batchStatistics,
} from "../kernels/batch_norm/reference.ts";
import { convPoolBackward, convPoolForward } from "../kernels/conv_pool/reference.ts";
import { convPoolSizes } from "../kernels/conv_pool/shape.ts";
import { crossEntropy } from "../kernels/cross_entropy/reference.ts";
import { denseBackward, denseForward } from "../kernels/dense/reference.ts";
import type { Network } from "./network.ts";

/**
 * A network's scores of one image in float64.
 *
 * @param parameters [parameterCount] of a network without batch norm (see `foldBatchNorm`).
 * @param image [28, 28], 0 to 1.
 * @returns [classes]
 */
export function networkScores(
  { layers, dense }: Network,
  parameters: Float64Array,
  image: Float64Array,
): Float64Array {
  const output = layers.reduce(
    (input, { shape, parameterOffset }) => convPoolForward(shape, parameters.subarray(parameterOffset), input).output,
    image,
  );
  return denseForward(dense, parameters, output);
}

/** A labelled image. */
export interface LabelledImage {
  /** [28, 28], 0 to 1. */
  readonly pixels: Float64Array;
  readonly label: number;
}

/**
 * The mean loss of a batch in float64, and its gradient: the reference of the kernels together. Batch norm couples the images.
 *
 * @param parameters [parameterCount]
 * @returns gradient [parameterCount]; statistics of each layer's batch norm.
 */
export function networkBackward(
  { layers, dense }: Network,
  parameters: Float64Array,
  batch: readonly LabelledImage[],
  smoothing: number,
): { readonly loss: number; readonly gradient: Float64Array; readonly statistics: readonly BatchStatistics[] } {
  const gradient = new Float64Array(parameters.length);
  let images = batch.map(({ pixels }) => pixels);
  const passed = layers.map(({ shape, parameterOffset }) => {
    const weights = parameters.subarray(parameterOffset);
    const { weightCount } = convPoolSizes(shape);
    const inputs = images;
    const pooled = inputs.map((image) => convPoolForward(shape, weights, image, true));
    const values = pooled.map(({ output }) => output);
    const statistics = batchStatistics(values, shape.outChannels);
    const biases = weights.subarray(weightCount, weightCount + shape.outChannels);
    images = batchNormForward(values, statistics, biases);
    return { inputs, values, codes: pooled.map(({ codes }) => codes), statistics, biases };
  });
  let loss = 0;
  let flowing = batch.map(({ label }, n) => {
    const one = crossEntropy(denseForward(dense, parameters, images[n]!), label, smoothing);
    loss += one.loss / batch.length;
    return denseBackward(dense, parameters, images[n]!, one.gradient.map((g) => g / batch.length), gradient);
  });
  for (let i = layers.length - 1; i >= 0; i--) {
    const { shape, parameterOffset } = layers[i]!;
    const { inputs, values, codes, statistics, biases } = passed[i]!;
    const before = batchNormBackward(values, statistics, biases, flowing);
    const ofLayer = gradient.subarray(parameterOffset);
    flowing = inputs.map((input, n) =>
      convPoolBackward(shape, parameters.subarray(parameterOffset), input, codes[n]!, before.input[n]!, ofLayer)
    );
    ofLayer.set(before.biases, convPoolSizes(shape).weightCount);
  }
  return { loss, gradient, statistics: passed.map(({ statistics }) => statistics) };
}
