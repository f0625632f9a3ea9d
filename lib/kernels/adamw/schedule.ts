import { adamWCorrections, type AdamWMoments, type AdamWSettings, adamWStep } from "./reference.ts";

/** How the step size and the average of the parameters move over a training. */
export interface ScheduleSettings {
  /** AdamW's settings; `learningRate` is the greatest. */
  readonly optimiser: AdamWSettings;
  /** Steps of the training. */
  readonly steps: number;
  /** Steps in which the learning rate rises evenly to the greatest. */
  readonly warmUpSteps: number;
  /** Learning rate that is always added. */
  readonly leastLearningRate: number;
  /** Greatest share of the average that stays at a step. */
  readonly averageDecay: number;
}

/**
 * The learning rate of step t (from 1): half a cosine from the greatest to none, after a warm-up.
 *
 * Source: the recipe; Loshchilov & Hutter, "SGDR" (2017), for the cosine.
 */
export function learningRateAt(settings: ScheduleSettings, t: number): number {
  const { optimiser, steps, warmUpSteps, leastLearningRate } = settings;
  const cosine = 0.5 * (1 + Math.cos(Math.PI * (t - 1) / steps));
  return optimiser.learningRate * cosine * Math.min(1, t / warmUpSteps) + leastLearningRate;
}

/** The share of the average that stays at step t (from 1): low at first, so that the start is soon forgotten. */
export function averageDecayAt(settings: ScheduleSettings, t: number): number {
  return Math.min(settings.averageDecay, t / (t + 10));
}

/** A row for each step, as `scheduled.wgsl` reads them: made in float64, since a shader's `pow` is too inaccurate. */
export function scheduleTable(settings: ScheduleSettings): Float32Array<ArrayBuffer> {
  const table = new Float32Array(4 * settings.steps);
  for (let t = 1; t <= settings.steps; t++) {
    const optimiser = { ...settings.optimiser, learningRate: learningRateAt(settings, t) };
    const decay = 1 - optimiser.learningRate * optimiser.weightDecay;
    table.set([...adamWCorrections(optimiser, t), decay, 1 - averageDecayAt(settings, t)], 4 * (t - 1));
  }
  return table;
}

/** AdamW's constants, as `scheduled.wgsl` reads them. */
export function scheduleConstants({ beta1, beta2, epsilon }: AdamWSettings): Float32Array<ArrayBuffer> {
  return Float32Array.of(beta1, beta2, epsilon, 1 - beta1, 1 - beta2);
}

/** One scheduled step in float64, in place: the reference of `scheduled.wgsl`. */
export function scheduledStep(
  settings: ScheduleSettings,
  t: number,
  parameters: Float64Array,
  gradient: Float64Array,
  moments: AdamWMoments,
  averages: Float64Array,
): void {
  adamWStep({ ...settings.optimiser, learningRate: learningRateAt(settings, t) }, t, parameters, gradient, moments);
  const decay = averageDecayAt(settings, t);
  for (let i = 0; i < parameters.length; i++) averages[i] = averages[i]! * decay + parameters[i]! * (1 - decay);
}
