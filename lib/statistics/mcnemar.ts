/** Two classifiers compared image by image. Structurally the run record's `PairedComparison`. */
export interface PairedComparison {
  /** Images that only the first gets right. */
  readonly onlyFirstRight: number;
  /** Images that only the second gets right. */
  readonly onlySecondRight: number;
  /**
   * Chance of so uneven a split, or a more uneven one, were the two equally good; two-sided, exact. 0 stands for less than
   * a double holds, about 1e-308.
   */
  readonly pValue: number;
}

/**
 * McNemar's exact test on the same images.
 *
 * Source: Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages",
 * Psychometrika 12 (1947); the exact binomial form.
 *
 * @param first Predictions of one classifier.
 * @param second Predictions of the other.
 * @param labels The true classes.
 * @throws {TypeError} If there are not as many of each.
 */
export function compareByMcNemar(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  labels: ArrayLike<number>,
): PairedComparison {
  if (first.length !== labels.length || second.length !== labels.length) {
    throw new TypeError(
      `Comparing two classifiers: ${first.length} and ${second.length} predictions for ${labels.length} labels found, ` +
        `as many of each wanted`,
    );
  }
  let onlyFirstRight = 0;
  let onlySecondRight = 0;
  for (let n = 0; n < labels.length; n++) {
    const [a, b] = [first[n] === labels[n], second[n] === labels[n]];
    if (a && !b) onlyFirstRight++;
    if (b && !a) onlySecondRight++;
  }
  return { onlyFirstRight, onlySecondRight, pValue: mcNemarP(onlyFirstRight, onlySecondRight) };
}

/**
 * The two-sided p value of McNemar's exact test.
 *
 * @param onlyFirst Images that only the first gets right.
 * @param onlySecond Images that only the second gets right.
 * @returns 1 where the two never differ.
 */
export function mcNemarP(onlyFirst: number, onlySecond: number): number {
  const trials = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  // Terms of the binomial in logarithms: 2^-trials is too small for a double from a thousand on.
  let log = -trials * Math.LN2;
  const logs = [log];
  for (let i = 1; i <= fewer; i++) {
    log += Math.log((trials - i + 1) / i);
    logs.push(log);
  }
  const largest = logs.at(-1)!;
  const tail = logs.reduce((total, term) => total + Math.exp(term - largest), 0);
  return Math.min(1, 2 * Math.exp(largest + Math.log(tail)));
}
