import { NO_LABEL } from "../spread/propagation.ts";

/** What the truth says of a map of digits. */
export interface MapScores {
  /** True classes of the images on the map. */
  readonly labels: number[];
  /** Of all unlabelled training images, an entry a step. */
  readonly steps: {
    /** Reached of all. */
    readonly coverage: number;
    /** Right of the reached; null if none was. */
    readonly precision: number | null;
  }[];
}

/**
 * Scores how labels spread, after the last decision.
 *
 * @param indices Training images on the map.
 * @param steps u8 [training images] each: classes, or `NO_LABEL`.
 * @param labelled Indices of images whose label was given; they are left out of the shares.
 * @param trueLabels u8 [training images]
 */
export function mapScores(
  indices: readonly number[],
  steps: readonly Uint8Array[],
  labelled: readonly number[],
  trueLabels: Uint8Array,
): MapScores {
  const given = new Set(labelled);
  const unlabelled = [...trueLabels.keys()].filter((index) => !given.has(index));
  return {
    labels: indices.map((index) => trueLabels[index]!),
    steps: steps.map((labels) => {
      let [reached, right] = [0, 0];
      for (const index of unlabelled) {
        if (labels[index] === NO_LABEL) continue;
        reached++;
        if (labels[index] === trueLabels[index]) right++;
      }
      return {
        coverage: unlabelled.length === 0 ? 0 : reached / unlabelled.length,
        precision: reached === 0 ? null : right / reached,
      };
    }),
  };
}
