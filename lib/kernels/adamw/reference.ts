/** Settings of AdamW. */
export interface AdamWSettings {
  /** Step size. */
  readonly learningRate: number;
  /** Decay of the first moment. */
  readonly beta1: number;
  /** Decay of the second moment. */
  readonly beta2: number;
  /** Added to the root of the second moment. */
  readonly epsilon: number;
  /** Decoupled weight decay, times the learning rate at each step. */
  readonly weightDecay: number;
}

/** The defaults of `torch.optim.AdamW` with the notebook's learning rate. */
export const NOTEBOOK_ADAMW: AdamWSettings = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
};

/**
 * The two corrections of step t (from 1): learning rate / (1 - beta1^t) and sqrt(1 - beta2^t).
 *
 * @returns [step size, divisor of the root of the second moment]
 */
export function adamWCorrections(settings: AdamWSettings, t: number): [number, number] {
  return [settings.learningRate / (1 - settings.beta1 ** t), Math.sqrt(1 - settings.beta2 ** t)];
}

/** The optimiser's memory of one member. */
export interface AdamWMoments {
  readonly mean: Float64Array;
  readonly square: Float64Array;
}

/**
 * One AdamW step in float64, in place.
 *
 * Source: Loshchilov & Hutter (2019); the order of operations is that of `torch.optim.AdamW`.
 *
 * @param t Which step this is, from 1.
 */
export function adamWStep(
  settings: AdamWSettings,
  t: number,
  parameters: Float64Array,
  gradient: Float64Array,
  moments: AdamWMoments,
): void {
  const { beta1, beta2, epsilon } = settings;
  const decay = 1 - settings.learningRate * settings.weightDecay;
  const [stepSize, divisor] = adamWCorrections(settings, t);
  for (let i = 0; i < parameters.length; i++) {
    const g = gradient[i]!;
    const mean = moments.mean[i]! * beta1 + g * (1 - beta1);
    const square = moments.square[i]! * beta2 + g * g * (1 - beta2);
    moments.mean[i] = mean;
    moments.square[i] = square;
    parameters[i] = parameters[i]! * decay - stepSize * (mean / (Math.sqrt(square) / divisor + epsilon));
  }
}
