import { type DensePlace, denseSizes } from "./shape.ts";

/**
 * Scores of one image in float64: weights times input, plus biases.
 *
 * @param parameters [parameters] of one member.
 * @param input [channels, rows, columns]
 * @returns [classes]
 */
export function denseForward(place: DensePlace, parameters: Float64Array, input: Float64Array): Float64Array {
  const { inputs, biasOffset } = denseSizes(place);
  return Float64Array.from({ length: place.classes }, (_, o) => {
    let score = parameters[biasOffset + o]!;
    const row = place.parameterOffset + o * inputs;
    for (let i = 0; i < inputs; i++) score += parameters[row + i]! * input[i]!;
    return score;
  });
}

/**
 * Gradients of one image in float64.
 *
 * @param gradient [classes] with respect to the scores.
 * @param parameterGradient [parameters]; the image's share is added to it.
 * @returns [channels, rows, columns] with respect to the input.
 */
export function denseBackward(
  place: DensePlace,
  parameters: Float64Array,
  input: Float64Array,
  gradient: Float64Array,
  parameterGradient: Float64Array,
): Float64Array {
  const { inputs, biasOffset } = denseSizes(place);
  const flowing = new Float64Array(inputs);
  for (let o = 0; o < place.classes; o++) {
    const row = place.parameterOffset + o * inputs;
    for (let i = 0; i < inputs; i++) {
      flowing[i]! += gradient[o]! * parameters[row + i]!;
      parameterGradient[row + i]! += gradient[o]! * input[i]!;
    }
    parameterGradient[biasOffset + o]! += gradient[o]!;
  }
  return flowing;
}
