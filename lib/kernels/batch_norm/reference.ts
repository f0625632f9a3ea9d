/** Added to a variance, so that a channel that never changes divides by no zero. Source: PyTorch's default. */
export const BATCH_NORM_EPSILON = 1e-5;

/** What a batch's values of each channel come to. */
export interface BatchStatistics {
  /** [channels] */
  readonly means: Float64Array;
  /** [channels], divided by the count. */
  readonly variances: Float64Array;
}

/**
 * Mean and variance of each channel over a batch, in float64.
 *
 * @param batch Per image [channels, pixels].
 */
export function batchStatistics(batch: readonly Float64Array[], channels: number): BatchStatistics {
  const means = new Float64Array(channels);
  const variances = new Float64Array(channels);
  const pixels = batch[0]!.length / channels;
  const share = 1 / (batch.length * pixels);
  for (let c = 0; c < channels; c++) {
    const values = batch.map((image) => image.subarray(c * pixels, (c + 1) * pixels));
    const total = (of: (value: number) => number) =>
      values.reduce((sum, image) => image.reduce((more, value) => more + of(value), sum), 0);
    means[c] = total((value) => value) * share;
    variances[c] = total((value) => (value - means[c]!) ** 2) * share;
  }
  return { means, variances };
}

/**
 * Batch norm with a bias, then ReLU, in float64: the reference of the kernels.
 *
 * @param batch Per image [channels, pixels].
 * @param biases [channels]
 * @returns per image [channels, pixels].
 */
export function batchNormForward(
  batch: readonly Float64Array[],
  { means, variances }: BatchStatistics,
  biases: Float64Array,
): Float64Array[] {
  const pixels = batch[0]!.length / biases.length;
  return batch.map((image) =>
    image.map((value, i) => {
      const c = Math.floor(i / pixels);
      return Math.max(0, (value - means[c]!) / deviation(variances[c]!) + biases[c]!);
    })
  );
}

/**
 * The way back in float64.
 *
 * @param gradient Per image [channels, pixels], with respect to the output.
 * @returns the gradients with respect to the input, per image [channels, pixels], and to the biases, [channels].
 */
export function batchNormBackward(
  batch: readonly Float64Array[],
  { means, variances }: BatchStatistics,
  biases: Float64Array,
  gradient: readonly Float64Array[],
): { readonly input: Float64Array[]; readonly biases: Float64Array } {
  const channels = biases.length;
  const pixels = batch[0]!.length / channels;
  const share = 1 / (batch.length * pixels);
  const sums = new Float64Array(channels);
  const products = new Float64Array(channels);
  const centred = batch.map((image) =>
    image.map((value, i) => {
      const c = Math.floor(i / pixels);
      return (value - means[c]!) / deviation(variances[c]!);
    })
  );
  const flowing = gradient.map((image, n) =>
    image.map((value, i) => {
      const c = Math.floor(i / pixels);
      const kept = centred[n]![i]! + biases[c]! > 0 ? value : 0;
      sums[c]! += kept;
      products[c]! += kept * centred[n]![i]!;
      return kept;
    })
  );
  return {
    input: flowing.map((image, n) =>
      image.map((value, i) => {
        const c = Math.floor(i / pixels);
        return (value - sums[c]! * share - centred[n]![i]! * products[c]! * share) / deviation(variances[c]!);
      })
    ),
    biases: sums,
  };
}

/** The standard deviation that values are divided by. */
export function deviation(variance: number): number {
  return Math.sqrt(variance + BATCH_NORM_EPSILON);
}
