import { convPoolBackward, convPoolForward, type ConvPoolResult } from "../kernels/conv_pool/reference.ts";
import { crossEntropy } from "../kernels/cross_entropy/reference.ts";
import { denseBackward, denseForward } from "../kernels/dense/reference.ts";
import type { Network } from "./network.ts";

/** What each layer of a network gives for one image. */
interface Passed {
  readonly layers: readonly ConvPoolResult[];
  readonly scores: Float64Array;
}

function pass({ layers, dense }: Network, parameters: Float64Array, image: Float64Array): Passed {
  const results: ConvPoolResult[] = [];
  let input = image;
  for (const { shape, parameterOffset } of layers) {
    const result = convPoolForward(shape, parameters.subarray(parameterOffset), input);
    results.push(result);
    input = result.output;
  }
  return { layers: results, scores: denseForward(dense, parameters, input) };
}

/**
 * A network's scores of one image in float64.
 *
 * @param parameters [parameterCount]
 * @param image [28, 28], 0 to 1.
 * @returns [classes]
 */
export function networkScores(model: Network, parameters: Float64Array, image: Float64Array): Float64Array {
  return pass(model, parameters, image).scores;
}

/**
 * The loss of one image in float64, its gradient added to `gradient`: the reference of the kernels together.
 *
 * @param share What the image's gradient is multiplied by: 1 / images of the batch.
 */
export function networkBackward(
  model: Network,
  parameters: Float64Array,
  image: Float64Array,
  label: number,
  smoothing: number,
  share: number,
  gradient: Float64Array,
): number {
  const { layers, scores } = pass(model, parameters, image);
  const { loss, gradient: ofScores } = crossEntropy(scores, label, smoothing);
  const inputOf = (i: number) => layers[i - 1]?.output ?? image;
  let flowing = denseBackward(
    model.dense,
    parameters,
    inputOf(layers.length),
    ofScores.map((g) => g * share),
    gradient,
  );
  for (let i = layers.length - 1; i >= 0; i--) {
    const { shape, parameterOffset } = model.layers[i]!;
    flowing = convPoolBackward(
      shape,
      parameters.subarray(parameterOffset),
      inputOf(i),
      layers[i]!.codes,
      flowing,
      gradient.subarray(parameterOffset),
    );
  }
  return loss;
}
