import { summariseSample } from "../../lib/statistics/summarise_sample.ts";
import type { MeasureKey, SweepGroup, SweepRecord, TaskProgress } from "../../lib/sweep/sweep_record.ts";

/** A valid record of a sweep on its way, with figures that no run gave. */
export function sampleSweepRecord(): SweepRecord {
  const task = (task: number, group: number, more: Partial<TaskProgress>): TaskProgress => ({
    task,
    group,
    seeds: [task % 3],
    state: "done",
    tries: 1,
    node: "n1",
    adapter: "llvmpipe",
    startedAt: "2026-01-31T12:00:00.000Z",
    endedAt: "2026-01-31T12:01:30.000Z",
    hasReport: true,
    ...more,
  });
  return {
    sweepRecordVersion: 1,
    id: "1f9c02ab",
    commandLine: ["sweep", "--protocol", "leak-free", "--over", "labels-per-class=1,10"],
    version: "0.1.0",
    deno: "2.9.6",
    createdAt: "2026-01-31T11:59:00.000Z",
    updatedAt: "2026-01-31T12:10:00.000Z",
    axes: [{ flag: "labels-per-class", values: ["1", "10"] }, { flag: "preset", values: ["graph", "laptop"] }],
    tasks: [
      task(0, 0, {}),
      task(1, 0, {}),
      task(2, 0, { state: "waiting", tries: 0, reason: "Resources", hasReport: false }),
      task(3, 1, {}),
      task(4, 1, {
        state: "failed",
        tries: 2,
        node: "n2",
        reason: "killed, perhaps as its memory ran out",
        lastLine: "Graph: <10/100>",
        hasReport: false,
      }),
      task(5, 2, { state: "running", hasReport: false }),
    ],
    groups: [
      group({ "labels-per-class": "1", preset: "graph" }, 3, { leakFree: [400, 500], leakFreeGraph: [450, 550] }),
      group({ "labels-per-class": "1", preset: "laptop" }, 2, { leakFree: [390], leakFreeGraph: [460] }),
      { ...group({ "labels-per-class": "10", preset: "graph" }, 1, {}), adapters: [] },
      { ...group({ "labels-per-class": "10", preset: "laptop" }, 1, { leakFree: [50, 60] }), adapters: ["A", "B"] },
    ],
  };
}

function group(
  setting: Record<string, string>,
  wanted: number,
  errors: Partial<Record<MeasureKey, readonly number[]>>,
): SweepGroup {
  return {
    setting,
    wanted,
    found: Object.values(errors)[0]?.length ?? 0,
    measures: (Object.keys(errors) as MeasureKey[]).map((key) => ({
      key,
      testImages: 10_000,
      entries: errors[key]!.map((errors, seed) => ({ seed, errors })),
      summary: summariseSample(errors[key]!),
    })),
    adapters: ["llvmpipe"],
    datasets: ["MNIST"],
    quick: true,
  };
}
