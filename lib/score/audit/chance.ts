import type { RateInterval } from "../../statistics/wilson.ts";

/** Standard deviations on either side; the rate of a guesser falls outside once in sixteen thousand times. */
const DEVIATIONS = 4;
/** Lets a rate that has no spread at all lie inside its own interval, however it was rounded. */
const ROUNDING = 1e-9;

/** Whether a rate lies in an interval. */
export function isWithin(value: number, { lower, upper }: RateInterval): boolean {
  return value >= lower - ROUNDING && value <= upper + ROUNDING;
}

/** The share of predictions that are the label. */
export function accuracyOf(predictions: ArrayLike<number>, labels: ArrayLike<number>): number {
  let right = 0;
  for (let n = 0; n < labels.length; n++) if (predictions[n] === labels[n]) right++;
  return labels.length === 0 ? 0 : right / labels.length;
}

/**
 * Where the accuracy of predictions lies that have nothing to do with the labels, given how often each class is predicted
 * and how often it is true: the mean over all ways to hand out the labels, and four standard deviations on either side.
 *
 * Source: the mean and variance of a linear permutation statistic; W. Hoeffding, "A combinatorial central limit theorem",
 * Annals of Mathematical Statistics 22 (1951).
 *
 * @param predictions Class numbers, 0 to classes - 1, one an image.
 * @param labels Likewise.
 */
export function chanceInterval(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): RateInterval {
  const images = labels.length;
  const predicted = new Array<number>(classes).fill(0);
  const truly = new Array<number>(classes).fill(0);
  for (let n = 0; n < images; n++) {
    predicted[predictions[n]!]!++;
    truly[labels[n]!]!++;
  }
  const sum = (term: (p: number, t: number) => number) =>
    predicted.reduce((total, p, c) => total + term(p, truly[c]!), 0);
  const matches = sum((p, t) => p * t);
  // Of the doubly centred matrix of matches [prediction = label]: see the source.
  const squares = matches - sum((p, t) => p * t * t) / images - sum((p, t) => p * p * t) / images +
    (matches / images) ** 2;
  const mean = matches / images ** 2;
  const spread = DEVIATIONS * Math.sqrt(Math.max(0, squares) / Math.max(1, images - 1)) / images;
  return { lower: Math.max(0, mean - spread), upper: Math.min(1, mean + spread) };
}
