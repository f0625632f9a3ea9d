/**
 * The number formats that scores are kept in, and what each leaves open.
 *
 * @module
 */

/** A format of fewer digits than float32. */
export interface HalfFormat {
  readonly name: "float16" | "bfloat16";
  /** The nearest number of the format, ties to even. */
  readonly round: (value: number) => number;
  /** Bits after the leading one. */
  readonly fractionBits: number;
  /** Exponent of two of the smallest normal number; below it all steps are equal. */
  readonly leastExponent: number;
}

const words = new Uint32Array(1);
const floats = new Float32Array(words.buffer);

/** The formats of two bytes, the finer one first. */
export const HALF_FORMATS: readonly HalfFormat[] = [
  { name: "float16", round: Math.f16round, fractionBits: 10, leastExponent: -14 },
  { name: "bfloat16", round: roundToBfloat16, fractionBits: 7, leastExponent: -126 },
];

/**
 * Half the width of the range in which a float32 similarity may lie by another order of summing, relative to it. Source: our
 * choice: sums of some dozens of products in float32 are seen to differ by a few of its steps of 1.2e-7.
 */
const FLOAT32_NOISE = 5e-7;

/** How scores were kept, found out from the numbers themselves. */
export interface StoredPrecision {
  /** The coarsest format that holds every score; undefined if it has more digits, or the scores are whole numbers. */
  readonly format: HalfFormat | undefined;
  /** By how much a score may differ, either way, from the number that it stands for. */
  readonly slack: (value: number) => number;
}

/**
 * Says how exact scores are. Scores that were rounded to two bytes may be kept in four or eight.
 *
 * Whole numbers are taken to be counts, which are exact.
 */
export function storedPrecision(scores: ArrayLike<number>): StoredPrecision {
  const all = (test: (value: number) => boolean) => Array.prototype.every.call(scores, test);
  if (all(Number.isInteger)) return { format: undefined, slack: () => 0 };
  const format = HALF_FORMATS.findLast(({ round }) => all((value) => round(value) === value));
  if (format === undefined) return { format, slack: (value) => FLOAT32_NOISE * Math.abs(value) };
  return { format, slack: (value) => stepAt(format, value) / 2 };
}

/** The distance from a number of a format to the next one away from zero. */
function stepAt({ fractionBits, leastExponent }: HalfFormat, value: number): number {
  const exponent = value === 0 ? leastExponent : Math.max(leastExponent, Math.floor(Math.log2(Math.abs(value))));
  return 2 ** (exponent - fractionBits);
}

/** By way of float32, as frameworks do. */
function roundToBfloat16(value: number): number {
  floats[0] = value;
  // NaN and infinities never come here: scores are finite.
  words[0] = (words[0]! + 0x7fff + (words[0]! >>> 16 & 1)) & 0xffff0000;
  return floats[0];
}
