/** Repeated measurements of one thing. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  /** In the order in which they were taken. */
  readonly samples: number[];
}

/**
 * The middle and the ends of some samples.
 *
 * @throws {RangeError} If there is no sample, or one is no finite number.
 */
export function spreadOf(samples: readonly number[]): Spread {
  if (samples.length === 0 || !samples.every(Number.isFinite)) {
    throw new RangeError(`Summing up samples: found [${samples.join(", ")}], wanted finite numbers, one at least`);
  }
  const sorted = [...samples].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
  return { min: sorted[0]!, median, max: sorted.at(-1)!, samples: [...samples] };
}

/** The spread of every sample put through `convert`. */
export function mapSpread(spread: Spread, convert: (sample: number) => number): Spread {
  return spreadOf(spread.samples.map(convert));
}

/**
 * The spread of the ratios `above / below`, round by round: what slows the machine down for a while slows down both.
 *
 * @throws {TypeError} If the two were not sampled in the same rounds.
 */
export function ratioSpread(above: Spread, below: Spread): Spread {
  if (above.samples.length !== below.samples.length) {
    throw new TypeError(
      `Comparing samples: found ${above.samples.length} and ${below.samples.length} of them, wanted as many of each`,
    );
  }
  return spreadOf(above.samples.map((sample, round) => sample / below.samples[round]!));
}

/**
 * How much a cost ever rises above one before it, as a fraction: 0 if it only falls.
 *
 * @param costs In the order of what they grow with.
 */
export function largestRise(costs: readonly number[]): number {
  let least = Infinity;
  let rise = 0;
  for (const cost of costs) {
    least = Math.min(least, cost);
    rise = Math.max(rise, cost / least - 1);
  }
  return rise;
}
