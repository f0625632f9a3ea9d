/**
 * Numbers and times as the report prints them: British, and the same on every machine and in every time zone.
 *
 * @module
 */
import { formatDuration } from "../run/format_duration.ts";
import { formatDecimal, percentDigits } from "../statistics/decimals.ts";
import type { RateInterval } from "../statistics/wilson.ts";

const NO_BREAK_SPACE = "\u00a0";
const COUNTS = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** A whole number with its thousands grouped, as in "10,000". */
export function formatCount(value: number): string {
  return COUNTS.format(value);
}

/** A median of whole numbers, which may lie half-way between two. */
export function formatMedian(value: number): string {
  return value.toLocaleString("en-GB", { maximumFractionDigits: 1 });
}

/** A fraction in per cent, as in "36.14 %"; two decimals are exact for 10,000 images. */
export function formatRate(fraction: number, decimals: number = 2): string {
  return `${percentDigits(fraction, decimals)}${NO_BREAK_SPACE}%`;
}

/** A fraction in per cent; a dash where there is none. */
export function rateOrDash(fraction: number | null | undefined, decimals: number = 2): string {
  return fraction === null || fraction === undefined ? "–" : formatRate(fraction, decimals);
}

/** A share in per cent; a dash where there is nothing to share. */
export function formatShare(part: number, whole: number, decimals: number = 2): string {
  return whole === 0 ? "–" : formatRate(part / whole, decimals);
}

/** An interval of rates, as in "35.20 to 37.09 %". */
export function formatInterval({ lower, upper }: RateInterval): string {
  return `${percentDigits(lower)} to ${formatRate(upper)}`;
}

/** A loss with four decimals, or in scientific notation where those would show nothing. */
export function formatLoss(loss: number): string {
  return loss !== 0 && loss < 0.0005 || loss >= 1e6 ? loss.toExponential(2) : formatDecimal(loss, 4);
}

/** A duration as the terminal says it, as in "850 ms", "12 s" or "3 min 5 s". */
export function formatTiming(durationMs: number): string {
  return formatDuration(durationMs).replaceAll(/(?<=\d) /g, NO_BREAK_SPACE);
}

/** An ISO date and time as "2026-01-31 12:00:00 UTC". */
export function formatTime(iso: string): string {
  return new Date(iso).toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
}

/** A number of things, as in "1 picture" or "1,204 pictures". */
export function countOf(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? "" : "s"}`;
}

/** "1 error" or "3,614 errors". */
export function formatErrors(errors: number): string {
  return countOf(errors, "error");
}

/** At most `limit` characters of a text, with an ellipsis where some are left out. */
export function shorten(text: string, limit: number): string {
  const characters = Array.from(text.slice(0, 2 * limit));
  return characters.length <= limit && text.length <= 2 * limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}
