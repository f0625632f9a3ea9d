import assert from "node:assert/strict";
import { formatDuration } from "../../lib/run/format_duration.ts";
import { StageClock } from "../../lib/run/stage_clock.ts";

Deno.test("formatDuration() uses seconds, minutes and hours, and never says 60", () => {
  const cases: [number, string][] = [
    [0, "0.0 s"],
    [440, "0.4 s"],
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

Deno.test("StageClock tells the time left from the time taken", () => {
  let nowMs = 1000;
  const clock = new StageClock(() => nowMs);
  nowMs += 4000;
  assert.equal(clock.elapsed(), "4.0 s");
  assert.equal(clock.left(1, 4), "12 s left");
  assert.equal(clock.left(0, 4), "");
  assert.equal(clock.left(4, 4), "");
});
