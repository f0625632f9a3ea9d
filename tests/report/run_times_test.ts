import assert from "node:assert/strict";
import { renderReport } from "../../lib/report/render.tsx";
import { runTimes } from "../../lib/report/run_times.ts";
import { summarise } from "../../lib/report/summary.ts";
import { visibleText } from "./html.ts";
import { sampleLeakFree } from "./sample_leak_free.ts";
import { sampleRecord } from "./sample_record.ts";

/** Of both protocols, with networks, ten minutes from start to end. */
function sample(change: (record: ReturnType<typeof sampleRecord>) => void = () => {}) {
  return sampleRecord({
    change: (record) => {
      record.leakFree = sampleLeakFree(1);
      record.leakFree.draws[0]!.members = 1;
      record.leakFree.timings.networkMs = 122_000;
      record.provenance.startedAt = "2026-01-31T12:00:00.000Z";
      record.provenance.endedAt = "2026-01-31T12:10:00.000Z";
      change(record);
    },
  });
}

Deno.test("runTimes() has every part, networks among them, and they add up to the whole", () => {
  const { parts, totalMs } = runTimes(sample());
  assert.equal(totalMs, 600_000);
  assert.ok(Math.abs(parts.reduce((sum, { durationMs }) => sum + durationMs, 0) - totalMs) < 1e-6);
  assert.ok(parts.some(({ name, durationMs }) => name === "networks" && durationMs === 122_000));
  assert.equal(parts.at(-1)!.name, "the rest");
});

Deno.test("runTimes() of a run that was stopped leaves out the time that it lay still", () => {
  const { totalMs } = runTimes(sample((record) => {
    record.provenance.resumedAt = ["2026-01-31T12:08:00.000Z"];
  }));
  assert.ok(totalMs < 600_000);
});

Deno.test("terminal and page say the same times", () => {
  const record = sample();
  const line = summarise(record, "out").split("\n").find((line) => line.startsWith("Time  "))!;
  assert.match(line, /^Time {2}10 min 0 s in all: .*2 min 2 s networks/);
  const text = visibleText(renderReport(record)).replaceAll("\u00a0", " ");
  assert.match(text, /The run took 10 min 0 s\./);
  for (const [, time] of line.matchAll(/(?:: |, )([\d.]+ (?:ms|s|min)(?: \d+ s)?) /g)) {
    assert.ok(text.includes(time!), line);
  }
});
