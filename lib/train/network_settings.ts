import { NOTEBOOK_ADAMW } from "../kernels/adamw/reference.ts";
import { AUGMENT_SETTINGS } from "../kernels/augment/settings.ts";
import type { NetworkSettings } from "./train_networks.ts";

/** Share of a label that is spread over all classes. */
export const LABEL_SMOOTHING = 0.03;
/** Images of a step. */
export const NETWORK_BATCH_SIZE = 128;
/** Steps of the preset `laptop`: four times through 60,000 images, each in one form or the other. */
export const NETWORK_STEPS = 1_875;
/** Steps of each network of the preset `gpu`: five times through 60,000 images. */
export const GPU_NETWORK_STEPS = 2_343;
/** Steps of the preset `quick`: three quarters of 60,000 images. */
export const QUICK_NETWORK_STEPS = 352;

/**
 * The settings of a network's training. The greatest learning rate and the average's decay were chosen by hidden training labels
 * of 10,000 images that the network had not seen (docs/leak_free.md says which).
 *
 * @param steps Steps of the training, which the learning rate's cosine spans.
 * @throws {RangeError} If it is not a whole number of at least 1.
 */
export function networkSettings(steps: number = NETWORK_STEPS): NetworkSettings {
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new RangeError(`Setting up a network's training: ${steps} steps found, a whole number of at least 1 wanted`);
  }
  return {
    batchSize: NETWORK_BATCH_SIZE,
    augment: AUGMENT_SETTINGS,
    schedule: {
      optimiser: { ...NOTEBOOK_ADAMW, learningRate: 0.012, weightDecay: 0.02 },
      steps,
      warmUpSteps: 150,
      leastLearningRate: 1e-5,
      averageDecay: 0.99,
    },
  };
}
