import { ABSENT } from "../graph/candidates.ts";
import type { Neighbours } from "../graph/local_scaling.ts";
import type { PseudoLabels } from "../spread/propagation.ts";

/** Images that are shown, at most. */
const MOST_IMAGES = 24;

/** A test image that was got wrong, and who voted on it. */
export interface HardTestImage {
  readonly testIndex: number;
  /** True class. */
  readonly label: number;
  /** Draws that get it wrong. */
  readonly wrongDraws: number;
  /** The first of those; the rest is about it. */
  readonly draw: number;
  readonly predicted: number;
  /** Shares of the vote, a class each. */
  readonly shares: number[];
  /** All that voted, the nearest first; older records have five of ten. */
  readonly neighbours: {
    readonly trainIndex: number;
    readonly weight: number;
    readonly pseudoLabel: number;
    readonly label: number;
  }[];
}

/** What is known of a draw when its hardest images are sought. */
interface DrawOutcome {
  readonly predictions: Uint8Array;
  readonly votes: { readonly classes: number; readonly shares: Float32Array };
  readonly pseudoLabels: { readonly second: PseudoLabels };
}

/**
 * The test images that most draws get wrong; of those equally often wrong, the ones whose true class got the smallest share
 * of the vote.
 *
 * @param test Neighbours of the test images.
 */
export function hardestImages(
  draws: readonly DrawOutcome[],
  test: Neighbours,
  trainLabels: Uint8Array,
  testLabels: Uint8Array,
): HardTestImage[] {
  const found = Array.from(testLabels, (label, testIndex) => {
    const wrong = draws.flatMap(({ predictions }, draw) => predictions[testIndex] === label ? [] : [draw]);
    const { classes, shares } = draws[wrong[0] ?? 0]!.votes;
    const trueShare = shares[testIndex * classes + label]!;
    return { testIndex, label, wrong, trueShare };
  }).filter(({ wrong }) => wrong.length > 0);
  found.sort((a, b) => b.wrong.length - a.wrong.length || a.trueShare - b.trueShare || a.testIndex - b.testIndex);
  return found.slice(0, MOST_IMAGES).map(({ testIndex, label, wrong }) => {
    const draw = wrong[0]!;
    const { predictions, votes, pseudoLabels } = draws[draw]!;
    const first = testIndex * test.k;
    const ids = [...test.ids.subarray(first, first + test.k)].filter((id) => id !== ABSENT);
    return {
      testIndex,
      label,
      wrongDraws: wrong.length,
      draw,
      predicted: predictions[testIndex]!,
      shares: Array.from(
        votes.shares.subarray(testIndex * votes.classes, (testIndex + 1) * votes.classes),
        rounded,
      ),
      neighbours: ids.map((trainIndex, rank) => ({
        trainIndex,
        weight: rounded(test.weights[first + rank]!),
        pseudoLabel: pseudoLabels.second.labels[trainIndex]!,
        label: trainLabels[trainIndex]!,
      })),
    };
  });
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
