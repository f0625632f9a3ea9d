/**
 * What images are first compared by: their blurred picture in a few principal components.
 *
 * The blur is linear and symmetric, so it is applied to the components instead of every image: deskewed images are mostly
 * zero, and zeros cost nothing here.
 *
 * @module
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { IMAGE_PIXELS, IMAGE_SIDE } from "../data/dataset.ts";
import { GRAPH_METHOD } from "./method.ts";

/** Principal components that are kept. */
export const COMPONENTS: number = GRAPH_METHOD.components.kept;

/**
 * Features are unit vectors times this, rounded. Their dot products stay below 2^24, so float32 holds them exactly,
 * whatever the order of summation, and candidates are the same on every adapter.
 */
export const FEATURE_SCALE: number = GRAPH_METHOD.components.featureScale;

// Of more images only every so manieth is used: the components hardly change, the time does. The stride is odd, because
// MNIST's order has a period of ten.
const { enoughImages: ENOUGH_IMAGES, sampleStride: SAMPLE_STRIDE } = GRAPH_METHOD.components;

/** An affine map from upright images to components. */
export interface Projection {
  /** f64 [784, 64]: the blurred components, a row a pixel. */
  readonly blurred: Float64Array;
  /** f64 [64]: what the mean image maps to. */
  readonly offset: Float64Array;
}

/**
 * The principal components of blurred images.
 *
 * @param upright f32 [N, 784], 0 to 1.
 * @returns Components in falling order of variance; of each, the entry of largest size (the first of equals) is positive.
 */
export function principalProjection(upright: Float32Array): Projection {
  const { mean, covariance } = covarianceOf(upright);
  // K C K for the symmetric blur K: blur the rows, then the columns.
  const half = new Float64Array(IMAGE_PIXELS * IMAGE_PIXELS);
  for (let row = 0; row < IMAGE_PIXELS; row++) {
    half.set(blur(covariance.subarray(row * IMAGE_PIXELS, (row + 1) * IMAGE_PIXELS)), row * IMAGE_PIXELS);
  }
  const whole = new Matrix(IMAGE_PIXELS, IMAGE_PIXELS);
  const column = new Float64Array(IMAGE_PIXELS);
  for (let c = 0; c < IMAGE_PIXELS; c++) {
    for (let row = 0; row < IMAGE_PIXELS; row++) column[row] = half[row * IMAGE_PIXELS + c]!;
    blur(column).forEach((value, row) => whole.set(row, c, value));
  }
  // Rounding leaves the two triangles a last digit apart.
  for (let row = 0; row < IMAGE_PIXELS; row++) {
    for (let c = 0; c < row; c++) whole.set(row, c, whole.get(c, row));
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(whole, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]! || a - b);
  const blurred = new Float64Array(IMAGE_PIXELS * COMPONENTS);
  const offset = new Float64Array(COMPONENTS);
  for (let k = 0; k < COMPONENTS; k++) {
    const vector = blur(signed(eigenvectorMatrix.getColumn(order[k]!)));
    vector.forEach((value, pixel) => {
      blurred[pixel * COMPONENTS + k] = value;
      offset[k] = offset[k]! + value * mean[pixel]!;
    });
  }
  return { blurred, offset };
}

/** Fixes a vector's sign. */
function signed(vector: number[]): Float64Array {
  let largest = 0;
  vector.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(vector[largest]!)) largest = i;
  });
  const sign = vector[largest]! < 0 ? -1 : 1;
  return Float64Array.from(vector, (value) => value * sign);
}

/**
 * Mean of every pixel and its eight neighbours, zeros outside.
 *
 * @param image [784].
 */
export function blur(image: Float64Array): Float64Array {
  const result = new Float64Array(IMAGE_PIXELS);
  for (let row = 0; row < IMAGE_SIDE; row++) {
    for (let column = 0; column < IMAGE_SIDE; column++) {
      let sum = 0;
      for (let y = Math.max(0, row - 1); y <= Math.min(IMAGE_SIDE - 1, row + 1); y++) {
        for (let x = Math.max(0, column - 1); x <= Math.min(IMAGE_SIDE - 1, column + 1); x++) {
          sum += image[y * IMAGE_SIDE + x]!;
        }
      }
      result[row * IMAGE_SIDE + column] = sum / 9;
    }
  }
  return result;
}

/** Means and covariances of pixels, visiting only those with ink. */
function covarianceOf(upright: Float32Array): { mean: Float64Array; covariance: Float64Array } {
  const images = upright.length / IMAGE_PIXELS;
  const stride = images > ENOUGH_IMAGES ? SAMPLE_STRIDE : 1;
  const count = Math.ceil(images / stride);
  const mean = new Float64Array(IMAGE_PIXELS);
  const covariance = new Float64Array(IMAGE_PIXELS * IMAGE_PIXELS);
  const inked = new Int32Array(IMAGE_PIXELS);
  const values = new Float64Array(IMAGE_PIXELS);
  for (let image = 0; image < images; image += stride) {
    let found = 0;
    for (let pixel = 0; pixel < IMAGE_PIXELS; pixel++) {
      const value = upright[image * IMAGE_PIXELS + pixel]!;
      if (value === 0) continue;
      inked[found] = pixel;
      values[found++] = value;
      mean[pixel] = mean[pixel]! + value;
    }
    for (let i = 0; i < found; i++) {
      const row = inked[i]! * IMAGE_PIXELS;
      const value = values[i]!;
      for (let j = i; j < found; j++) covariance[row + inked[j]!] = covariance[row + inked[j]!]! + value * values[j]!;
    }
  }
  for (let pixel = 0; pixel < IMAGE_PIXELS; pixel++) mean[pixel] = mean[pixel]! / count;
  for (let row = 0; row < IMAGE_PIXELS; row++) {
    for (let column = row; column < IMAGE_PIXELS; column++) {
      const value = covariance[row * IMAGE_PIXELS + column]! / count - mean[row]! * mean[column]!;
      covariance[row * IMAGE_PIXELS + column] = value;
      covariance[column * IMAGE_PIXELS + row] = value;
    }
  }
  return { mean, covariance };
}

/**
 * Images in principal components, at unit length.
 *
 * @param upright f32 [N, 784], 0 to 1.
 * @returns i16 [N, 64], a vector of length {@linkcode FEATURE_SCALE} an image but for rounding.
 */
export function imageFeatures(upright: Float32Array, projection: Projection): Int16Array<ArrayBuffer> {
  const count = upright.length / IMAGE_PIXELS;
  const features = new Int16Array(count * COMPONENTS);
  const vector = new Float64Array(COMPONENTS);
  const { blurred, offset } = projection;
  for (let image = 0; image < count; image++) {
    for (let k = 0; k < COMPONENTS; k++) vector[k] = -offset[k]!;
    for (let pixel = 0; pixel < IMAGE_PIXELS; pixel++) {
      const value = upright[image * IMAGE_PIXELS + pixel]!;
      if (value === 0) continue;
      const row = pixel * COMPONENTS;
      for (let k = 0; k < COMPONENTS; k++) vector[k] = vector[k]! + value * blurred[row + k]!;
    }
    let square = 0;
    for (let k = 0; k < COMPONENTS; k++) square += vector[k]! ** 2;
    const scale = square > 0 ? FEATURE_SCALE / Math.sqrt(square) : 0;
    for (let k = 0; k < COMPONENTS; k++) features[image * COMPONENTS + k] = Math.round(vector[k]! * scale);
  }
  return features;
}
