/** An interval of rates, as fractions. */
export interface RateInterval {
  readonly lower: number;
  readonly upper: number;
}

/** The standard normal quantile that leaves 2.5 % in each tail. */
const Z_95 = 1.959963984540054;

/**
 * The 95 % Wilson score interval of a rate. Unlike the textbook interval it stays within 0 to 1 and makes sense for no
 * event at all.
 *
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 *
 * @param events How many of the trials were counted, a whole number from 0 to `trials`
 * @param trials How many there were, at least 1
 * @returns The interval of the rate, as fractions
 * @throws {RangeError} If the numbers are not whole, or events are not within 0 to trials, or there was no trial
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { type RateInterval, wilsonInterval } from "./wilson.ts";
 *
 * const { lower, upper }: RateInterval = wilsonInterval(3_614, 10_000);
 * assert.equal(`${lower.toFixed(4)} to ${upper.toFixed(4)}`, "0.3520 to 0.3709");
 * ```
 */
export function wilsonInterval(events: number, trials: number): RateInterval {
  if (!Number.isInteger(trials) || trials < 1) {
    throw new RangeError(
      `Cannot compute a Wilson interval: found ${trials} trials, wanted a whole number of at least 1`,
    );
  }
  if (!Number.isInteger(events) || events < 0 || events > trials) {
    throw new RangeError(
      `Cannot compute a Wilson interval: found ${events} events, wanted a whole number from 0 to ${trials}`,
    );
  }
  const rate = events / trials;
  const zSquared = Z_95 * Z_95;
  const centre = (rate + zSquared / (2 * trials)) / (1 + zSquared / trials);
  const halfWidth = (Z_95 / (1 + zSquared / trials)) *
    Math.sqrt(rate * (1 - rate) / trials + zSquared / (4 * trials * trials));
  // At the ends the exact bound is 0 or 1; rounding must not leave 1e-17 there.
  return {
    lower: events === 0 ? 0 : Math.max(0, centre - halfWidth),
    upper: events === trials ? 1 : Math.min(1, centre + halfWidth),
  };
}
