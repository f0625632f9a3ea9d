import type { PseudoLabels } from "../spread/propagation.ts";
import { pseudoLabelQuality } from "./pseudo_label_quality.ts";

/** Confidences from which pseudo-labels are counted. */
export const CONFIDENCE_LEVELS: readonly number[] = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999];

/** One pass's pseudo-labels of the unlabelled images. Structurally the run record's `PassRecord`. */
export interface PassQuality {
  readonly images: number;
  readonly wrong: number;
  /** Rows: true class, columns: pseudo-label. */
  readonly confusion: number[][];
  /** An entry a level of confidence. */
  readonly byConfidence: {
    readonly atLeast: number;
    readonly kept: number;
    readonly wrong: number;
    readonly coverage: number;
    readonly precision: number | null;
    readonly precisionByClass: (number | null)[];
  }[];
}

/**
 * Compares a pass's pseudo-labels with the truth, after the last decision.
 *
 * @param labelled Indices of images whose label was given; they are left out.
 * @param trueLabels u8 [images]
 */
export function passQuality(
  { labels, confidences }: PseudoLabels,
  labelled: readonly number[],
  trueLabels: Uint8Array,
  classes: number,
): PassQuality {
  const given = new Set(labelled);
  const unlabelled = Int32Array.from(labels.keys()).filter((index) => !given.has(index));
  const qualityOf = (level: number) => {
    const indices = unlabelled.filter((index) => confidences[index]! >= level);
    return pseudoLabelQuality(
      { indices, labels: Uint8Array.from(indices, (index) => labels[index]!) },
      trueLabels,
      classes,
    );
  };
  const all = qualityOf(0);
  return {
    images: unlabelled.length,
    wrong: all.wrong,
    confusion: all.confusion,
    byConfidence: CONFIDENCE_LEVELS.map((atLeast) => {
      const { selected, wrong, precision, precisionByClass } = qualityOf(atLeast);
      const coverage = unlabelled.length === 0 ? 0 : selected / unlabelled.length;
      return { atLeast, kept: selected, wrong, coverage, precision, precisionByClass };
    }),
  };
}
