import { cosineLoss } from "../kernels/cosine/reference.ts";
import { convPoolBackward, convPoolForward, type ConvPoolResult } from "../kernels/conv_pool/reference.ts";
import { convPoolSizes } from "../kernels/conv_pool/shape.ts";
import type { Architecture } from "./architecture.ts";

/** Pixels of one image, 0..1, from its bytes. */
export function pixelsOf(bytes: Uint8Array): Float64Array {
  return Float64Array.from(bytes, (byte) => byte / 255);
}

/**
 * One member's output for one image, in float64.
 *
 * @param parameters [parameterCount]
 * @param image [side, side], 0..1
 * @returns [outputSize]
 */
export function modelForward(model: Architecture, parameters: Float64Array, image: Float64Array): Float64Array {
  return runLayers(model, parameters, image).at(-1)!.output;
}

/**
 * One member's loss 1 - cos(output, target) for one image, in float64; its gradient is added to `gradient`.
 *
 * @param gradient [parameterCount], added to.
 * @returns the loss.
 */
export function modelBackward(
  model: Architecture,
  parameters: Float64Array,
  image: Float64Array,
  target: ArrayLike<number>,
  gradient: Float64Array,
): number {
  const results = runLayers(model, parameters, image);
  const { loss, gradient: outputGradient } = cosineLoss(results.at(-1)!.output, target);
  let flowing = outputGradient;
  for (let i = model.layers.length - 1; i >= 0; i--) {
    const { shape } = model.layers[i]!;
    flowing = convPoolBackward(
      shape,
      layerParameters(model, i, parameters),
      i === 0 ? image : results[i - 1]!.output,
      results[i]!.codes,
      flowing,
      layerParameters(model, i, gradient),
    );
  }
  return loss;
}

/** A view of one layer's weights and biases in a member's parameters. */
function layerParameters(model: Architecture, layer: number, parameters: Float64Array): Float64Array {
  const { shape, parameterOffset } = model.layers[layer]!;
  return parameters.subarray(parameterOffset, parameterOffset + convPoolSizes(shape).parameterCount);
}

function runLayers(model: Architecture, parameters: Float64Array, image: Float64Array): ConvPoolResult[] {
  const results: ConvPoolResult[] = [];
  let flowing = image;
  model.layers.forEach(({ shape }, i) => {
    const result = convPoolForward(shape, layerParameters(model, i, parameters), flowing);
    results.push(result);
    flowing = result.output;
  });
  return results;
}
