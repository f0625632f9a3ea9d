/**
 * The one way in which numbers are rounded for people, on pages and on terminals.
 *
 * @module
 */

/**
 * A number with so many decimals. A half goes up, as 0.485 does with two, which no binary fraction holds: what lies nearer to
 * a half than doubles are exact is one.
 */
export function formatDecimal(value: number, decimals: number): string {
  const scaled = value * 10 ** decimals;
  return (Math.round(Number(scaled.toPrecision(12))) / 10 ** decimals).toFixed(decimals);
}

/** A fraction in per cent, without the sign, rounded as {@linkcode formatDecimal} does. */
export function percentDigits(fraction: number, decimals: number = 2): string {
  return formatDecimal(100 * fraction, decimals);
}
