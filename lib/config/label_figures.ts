/**
 * What the leak-free method gets on MNIST in draws on which nothing was chosen, and on which draws its constants were.
 *
 * @module
 */

/** A committed record's test errors in 10,000 images. */
export interface LabelFigure {
  readonly labelsPerClass: number;
  /** Below `reports/sample/`. */
  readonly record: string;
  readonly preset: string;
  /** Draws, or, without labels, seeds of groups; the first one's seed. */
  readonly runs: number;
  readonly firstSeed: number;
  /** Of the final decision. */
  readonly meanErrors: number;
  readonly leastErrors: number;
  readonly mostErrors: number;
}

/** By labels, fewest first; a test holds each to its record. */
export const LABEL_FIGURES: readonly LabelFigure[] = [
  figure(0, "leak-free-none", "graph", 10, 8000, 51, 51, 51),
  figure(1, "leak-free-8100-one", "graph", 50, 8100, 51, 51, 51),
  figure(10, "leak-free-8500", "laptop", 10, 8500, 43.7, 43, 46),
];

/** First and last seed of the draws of labelled images on which constants were chosen; docs/leak_free.md says which. */
export const CHOSEN_ON_DRAWS: readonly (readonly [number, number])[] = [
  [0, 9],
  [100, 109],
  [2000, 2099],
  [7800, 7819],
];
/** The same of seeds of partitions. */
export const CHOSEN_ON_SEEDS: readonly (readonly [number, number])[] = [[0, 25]];

function figure(
  labelsPerClass: number,
  record: string,
  preset: string,
  runs: number,
  firstSeed: number,
  meanErrors: number,
  leastErrors: number,
  mostErrors: number,
): LabelFigure {
  return { labelsPerClass, record, preset, runs, firstSeed, meanErrors, leastErrors, mostErrors };
}
