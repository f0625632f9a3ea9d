import assert from "node:assert/strict";
import { formatDecimal } from "../../lib/statistics/decimals.ts";
import {
  countOf,
  formatCount,
  formatErrors,
  formatInterval,
  formatLoss,
  formatMedian,
  formatRate,
  formatShare,
  formatTime,
  formatTiming,
  shorten,
} from "../../lib/report/format.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

Deno.test("numbers are grouped, rates have a no-break space and two decimals", () => {
  assert.equal(formatCount(1_234_567), "1,234,567");
  assert.equal(formatRate(0.36144), "36.14\u00a0%");
  assert.equal(formatRate(0.00485), "0.49\u00a0%");
  assert.equal(plain(formatShare(1, 10_000)), "0.01 %");
  assert.equal(plain(formatShare(1, 3, 1)), "33.3 %");
  assert.equal(formatShare(0, 0), "–");
  assert.equal(plain(formatInterval({ lower: 0.352, upper: 0.3709 })), "35.20 to 37.09 %");
  assert.equal(formatErrors(1), "1 error");
  assert.equal(formatErrors(2000), "2,000 errors");
});

Deno.test("losses keep four decimals or their leading digits", () => {
  assert.equal(formatLoss(0.34567), "0.3457");
  assert.equal(formatLoss(0), "0.0000");
  assert.equal(formatLoss(0.0000123), "1.23e-5");
  assert.equal(formatLoss(12_345_678), "1.23e+7");
});

Deno.test("durations are never rounded into 60 seconds or 1000 milliseconds", () => {
  const known: [number, string][] = [
    [0, "0 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [9_949, "9.9 s"],
    [12_345, "12 s"],
    [59_499, "59 s"],
    [59_501, "1 min 0 s"],
    [65_432, "1 min 5 s"],
    [3_725_000, "1 h 2 min"],
  ];
  for (const [durationMs, text] of known) assert.equal(plain(formatTiming(durationMs)), text);
});

Deno.test("times are in UTC whatever the time zone", () => {
  assert.equal(formatTime("2020-02-03T04:05:06.789Z"), "2020-02-03 04:05:06 UTC");
  assert.equal(formatTime("2020-02-03T04:05:06Z"), "2020-02-03 04:05:06 UTC");
});

Deno.test("shorten() keeps whole characters and at most the limit", () => {
  assert.equal(shorten("short", 5), "short");
  assert.equal(shorten("longer", 5), "long…");
  assert.equal(shorten("😀".repeat(6), 5), "😀😀😀😀…");
  assert.equal(shorten("😀".repeat(5), 5), "😀😀😀😀😀");
});

Deno.test("one number is rounded in one way: a half goes up, as it is written in decimals", () => {
  for (
    const [value, decimals, text] of [[0.485, 2, "0.49"], [1.005, 2, "1.01"], [43.5, 0, "44"], [0.4849, 2, "0.48"]]
  ) {
    assert.equal(formatDecimal(value as number, decimals as number), text);
  }
  // A rate, an end of an interval and a mean of counts: the same number in three places.
  assert.equal(plain(formatInterval({ lower: 0.00485, upper: 0.00485 })), "0.49 to 0.49 %");
  assert.equal(plain(formatRate(0.00485)), "0.49 %");
  assert.equal(formatMedian(4718.5), "4,718.5");
  assert.equal(countOf(1, "seed"), "1 seed");
  assert.equal(countOf(1204, "seed"), "1,204 seeds");
});
