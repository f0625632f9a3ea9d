/**
 * The notebook's model in plain JavaScript, for pictures that the reader draws.
 *
 * @module
 */

/** Layers of 3x3 convolution, ReLU and 2x2 max-pool: channels in and out, side of the input, zeros around it. */
export const MODEL_LAYERS:
  readonly (readonly [inChannels: number, outChannels: number, side: number, padding: number])[] = [[1, 16, 28, 1], [
    16,
    8,
    14,
    2,
  ], [8, 1, 8, 2]];

/** Floats from base64 of their little-endian bytes. */
export function floatsFromBase64(text: string): Float32Array {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

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

function convPool(
  input: Float32Array,
  weights: Float32Array,
  biases: Float32Array,
  inChannels: number,
  side: number,
  padding: number,
): Float32Array {
  const padded = side + 2 * padding;
  const planes = new Float32Array(inChannels * padded * padded);
  for (let row = 0; row < inChannels * side; row++) {
    const channel = Math.floor(row / side);
    const start = (channel * padded + row % side + padding) * padded + padding;
    planes.set(input.subarray(row * side, (row + 1) * side), start);
  }
  const convolved = padded - 2;
  const pooled = Math.floor(convolved / 2);
  const output = new Float32Array(biases.length * pooled * pooled);
  const sums = new Float32Array(convolved * convolved);
  biases.forEach((bias, out) => {
    sums.fill(bias);
    for (let tap = 0; tap < inChannels * 9; tap++) {
      const weight = weights[out * inChannels * 9 + tap] ?? 0;
      const start = (Math.floor(tap / 9) * padded + Math.floor(tap % 9 / 3)) * padded + tap % 3;
      for (let y = 0; y < convolved; y++) {
        for (let x = 0; x < convolved; x++) sums[y * convolved + x]! += weight * planes[start + y * padded + x]!;
      }
    }
    for (let y = 0; y < pooled; y++) {
      for (let x = 0; x < pooled; x++) {
        const at = 2 * y * convolved + 2 * x;
        // ReLU and max-pool commute.
        output[(out * pooled + y) * pooled + x] = Math.max(
          0,
          sums[at]!,
          sums[at + 1]!,
          sums[at + convolved]!,
          sums[at + convolved + 1]!,
        );
      }
    }
  });
  return output;
}

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
  return dot / Math.sqrt(Math.max(aSquared * bSquared, 1e-12));
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
