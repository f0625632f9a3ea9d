/**
 * Numbers and times as the report prints them: British, and the same on every machine and in every time zone.
 *
 * @module
 */
import type { RateInterval } from "../statistics/wilson.ts";

const NO_BREAK_SPACE = "\u00a0";
const COUNTS = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** A whole number with its thousands grouped, as in "10,000". */
export function formatCount(value: number): string {
  return COUNTS.format(value);
}

/** A fraction in per cent, without the sign; a half goes up, as 0.00485 does, which no binary fraction holds. */
export function percentDigits(fraction: number, decimals: number = 2): string {
  return (Math.round(fraction * 10 ** (decimals + 2)) / 10 ** decimals).toFixed(decimals);
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
  return `${(lower * 100).toFixed(2)} to ${formatRate(upper)}`;
}

/** A loss with four decimals, or in scientific notation where those would show nothing. */
export function formatLoss(loss: number): string {
  return loss !== 0 && loss < 0.0005 || loss >= 1e6 ? loss.toExponential(2) : loss.toFixed(4);
}

/** A duration in the units that suit its size, as in "850 ms", "12.3 s" or "3 min 05 s". */
export function formatTiming(durationMs: number): string {
  if (durationMs < 999.5) return `${Math.round(durationMs)}${NO_BREAK_SPACE}ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)}${NO_BREAK_SPACE}s`;
  const seconds = Math.round(durationMs / 1000);
  const rest = String(seconds % 60).padStart(2, "0");
  return `${Math.floor(seconds / 60)}${NO_BREAK_SPACE}min ${rest}${NO_BREAK_SPACE}s`;
}

/** An ISO date and time as "2026-01-31 12:00:00 UTC". */
export function formatTime(iso: string): string {
  return new Date(iso).toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
}

/** "1 error" or "3,614 errors". */
export function formatErrors(errors: number): string {
  return `${formatCount(errors)} ${errors === 1 ? "error" : "errors"}`;
}

/** At most `limit` characters of a text, with an ellipsis where some are left out. */
export function shorten(text: string, limit: number): string {
  const characters = Array.from(text.slice(0, 2 * limit));
  return characters.length <= limit && text.length <= 2 * limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}
