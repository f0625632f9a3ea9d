import assert from "node:assert/strict";
import { formatAbout, formatDuration } from "../../lib/run/format_duration.ts";

Deno.test("formatDuration() uses seconds, minutes and hours, and never says 60", () => {
  const cases: [number, string][] = [
    [0, "0 ms"],
    [440, "440 ms"],
    [999.6, "1.0 s"],
    [9940, "9.9 s"],
    [9960, "10 s"],
    [59_400, "59 s"],
    [59_600, "1 min 0 s"],
    [125_000, "2 min 5 s"],
    [3_599_600, "1 h 0 min"],
    [3_720_000, "1 h 2 min"],
  ];
  for (const [durationMs, wanted] of cases) assert.equal(formatDuration(durationMs), wanted);
});

Deno.test("formatAbout() is no finer than a guess, and off by less than a fifth", () => {
  const cases: [number, string][] = [
    [200, "1 s"],
    [7_600, "8 s"],
    [23_000, "25 s"],
    [97_000, "95 s"],
    [125_000, "2 min"],
    [59 * 60_000, "59 min"],
    [72 * 60_000, "1 h 10 min"],
    [3 * 3_600_000, "3 h 0 min"],
  ];
  for (const [durationMs, wanted] of cases) assert.equal(formatAbout(durationMs), wanted);
});
