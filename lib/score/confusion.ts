import { CLASSES } from "../data/dataset.ts";
import type { CosineTensor } from "../infer/cosine_tensor.ts";
import { labelFreePredictions } from "./label_free.ts";
import { labelInformedScores } from "./label_informed.ts";

/**
 * Counts predictions by true class.
 *
 * @param classes By default ten.
 * @returns [classes][classes]; rows: true class, columns: predicted class.
 */
export function confusionMatrix(predictions: Uint8Array, labels: Uint8Array, classes: number = CLASSES): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  labels.forEach((label, n) => counts[label]![predictions[n]!]!++);
  return counts;
}

/** Predictions that are not the true class. */
export function errorsOf(confusion: readonly (readonly number[])[]): number {
  return confusion.reduce((total, row, label) => total + row.reduce((sum, count) => sum + count, 0) - row[label]!, 0);
}

/** The errors of one set of models on one set of images, both ways. Structurally the run record's `SetScores`. */
export interface BothScores {
  /** Images scored. */
  readonly images: number;
  /** Errors of the notebook's scorer. */
  readonly labelInformedErrors: number;
  /** Errors of the honest scorer. */
  readonly labelFreeErrors: number;
  /** [10][10]; rows: true class. */
  readonly labelInformedConfusion: number[][];
  /** [10][10]; rows: true class. */
  readonly labelFreeConfusion: number[][];
}

/** Scores the same cosines with the label in the scorer and without. */
export function scoreBothWays(cosines: CosineTensor, labels: Uint8Array): BothScores {
  const labelInformedConfusion = confusionMatrix(labelInformedScores(cosines, labels).predictions, labels);
  const labelFreeConfusion = confusionMatrix(labelFreePredictions(cosines), labels);
  return {
    images: cosines.images,
    labelInformedErrors: errorsOf(labelInformedConfusion),
    labelFreeErrors: errorsOf(labelFreeConfusion),
    labelInformedConfusion,
    labelFreeConfusion,
  };
}
