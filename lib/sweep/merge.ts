import { summariseSeeds } from "../protocols/notebook/seeds_summary.ts";
import { withoutHomePath } from "../run/home_path.ts";
import { summariseSample } from "../statistics/summarise_sample.ts";
import type { SweepPlan } from "./plan.ts";
import {
  type Measure,
  type MeasureKey,
  MEASURES,
  SWEEP_RECORD_VERSION,
  type SweepGroup,
  type SweepRecord,
  type TaskProgress,
} from "./sweep_record.ts";
import type { TaskResults } from "./task_results.ts";

/** A task as it was found. */
export interface FoundTask {
  readonly progress: TaskProgress;
  /** Of one that is done. */
  readonly results?: TaskResults;
}

/** Puts what was found of all tasks together, whole or in part; each seed or draw of a group counts once. */
export function mergeSweep(plan: SweepPlan, found: readonly FoundTask[], now: Date): SweepRecord {
  return {
    sweepRecordVersion: SWEEP_RECORD_VERSION,
    id: plan.id,
    commandLine: plan.commandLine.map((word) => withoutHomePath(word)),
    version: plan.version,
    ...(plan.commit !== undefined && { commit: plan.commit }),
    deno: plan.deno,
    createdAt: plan.createdAt,
    updatedAt: now.toISOString(),
    axes: plan.axes.map(({ flag, values }) => ({ flag, values: values.map((value) => withoutHomePath(value)) })),
    tasks: found.map(({ progress }) => progress),
    groups: plan.groups.map((setting, group) => mergeGroup(plan, setting, group, found)),
  };
}

function mergeGroup(
  plan: SweepPlan,
  setting: Readonly<Record<string, string>>,
  group: number,
  found: readonly FoundTask[],
): SweepGroup {
  const members = found.filter(({ progress }) => progress.group === group);
  const results = members.flatMap(({ results }) => results ?? []);
  const wanted = plan.tasks.filter((task) => task.group === group).reduce((sum, { seeds }) => sum + seeds.length, 0);
  const measures = (Object.keys(MEASURES) as MeasureKey[]).flatMap((key) => measureOf(key, results) ?? []);
  const seeds = results.flatMap(({ publishedSeeds }) => publishedSeeds).sort((a, b) => a.seed - b.seed);
  const different = (values: readonly string[]) => [...new Set(values)].sort();
  return {
    setting: Object.fromEntries(Object.entries(setting).map(([flag, value]) => [flag, withoutHomePath(value)])),
    wanted,
    // By the first score: a seed that failed within a run has none.
    found: Math.min(wanted, measures[0]?.entries.length ?? 0),
    measures,
    ...(seeds.length > 0 && { publishedSeedsSummary: summariseSeeds(seeds) }),
    adapters: different(results.map(({ adapter }) => adapter)),
    datasets: different(results.map(({ dataset }) => dataset)),
    quick: results.some(({ quick }) => quick),
  };
}

function measureOf(key: MeasureKey, results: readonly TaskResults[]): Measure | undefined {
  const all = results.flatMap(({ errors }) => errors.filter((one) => one.key === key));
  // Draws of the leak-free protocol come again with every seed of the notebook's, and come to the same.
  const entries = [...new Map(all.map(({ seed, errors }) => [seed, { seed, errors }])).values()];
  if (entries.length === 0) return undefined;
  return {
    key,
    testImages: all[0]!.testImages,
    entries: entries.sort((a, b) => (a.seed ?? -1) - (b.seed ?? -1)),
    summary: summariseSample(entries.map(({ errors }) => errors)),
  };
}
