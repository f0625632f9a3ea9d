/** What can be said of a few numbers in short. Structurally the run record's `SampleSummary`. */
export interface SampleSummary {
  /** How many numbers. */
  readonly count: number;
  readonly mean: number;
  /** Standard deviation of the population that they were drawn from, estimated; null for a single number. */
  readonly standardDeviation: number | null;
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
  /** 95 % interval of the mean by Student's t; null for a single number. */
  readonly meanInterval: { readonly lower: number; readonly upper: number } | null;
}

/**
 * Sums numbers up.
 *
 * @throws {RangeError} If there is none, or one is not finite.
 */
export function summariseSample(values: readonly number[]): SampleSummary {
  if (values.length === 0 || !values.every(Number.isFinite)) {
    throw new RangeError(`Summing up a sample: found ${values.length === 0 ? "no number" : values}, wanted numbers`);
  }
  const sorted = [...values].sort((a, b) => a - b);
  const count = values.length;
  const mean = sum(values) / count;
  const middle = (count - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  const range = { median, minimum: sorted[0]!, maximum: sorted[count - 1]! };
  if (count === 1) return { count, mean, standardDeviation: null, ...range, meanInterval: null };
  const standardDeviation = Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / (count - 1));
  const half = studentQuantile(0.975, count - 1) * standardDeviation / Math.sqrt(count);
  return { count, mean, standardDeviation, ...range, meanInterval: { lower: mean - half, upper: mean + half } };
}

/**
 * The quantile of Student's t distribution.
 *
 * @param probability Above 0.5 and below 1.
 * @param degreesOfFreedom A whole number of at least 1.
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  let [low, high] = [0, 1];
  while (studentProbability(high, degreesOfFreedom) < probability) high *= 2;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (studentProbability(middle, degreesOfFreedom) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The probability that Student's t is at most `t`, t not negative.
 *
 * Source: M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions" (1964), 26.7.3 and 26.7.4.
 */
function studentProbability(t: number, degreesOfFreedom: number): number {
  const angle = Math.atan(t / Math.sqrt(degreesOfFreedom));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = degreesOfFreedom % 2 === 1;
  let term = odd ? cosine : 1;
  let series = odd && degreesOfFreedom === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= degreesOfFreedom - 2; k += 2) {
    term *= cosine ** 2 * (k - 1) / k;
    series += term;
  }
  const central = odd ? 2 / Math.PI * (angle + sine * series) : sine * series;
  return (1 + central) / 2;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
