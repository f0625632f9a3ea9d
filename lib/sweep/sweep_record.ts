/**
 * What a sweep has come to so far. `results.json` is this and nothing else; the page is a pure function of it.
 *
 * @module
 */
import { z } from "zod";
import { count } from "../record/record_fields.ts";
import { PublishedSeedsSummary, SampleSummary } from "../record/record.ts";
import { Axis } from "./plan.ts";

/** The version of the schema below. */
export const SWEEP_RECORD_VERSION = 1;

/** What errors are counted of. */
export const MEASURES = {
  publishedInformed: "Published, stage 2, label-informed",
  publishedFree: "Published, stage 2, label-free",
  correctedFree: "Corrected, stage 2, label-free",
  leakFree: "Leak-free",
  leakFreeGraph: "Leak-free, neighbours’ vote alone",
} as const;
/** What errors are counted of. */
export type MeasureKey = keyof typeof MEASURES;

/** Test errors of one group by one score. */
export const Measure = z.strictObject({
  key: z.enum(Object.keys(MEASURES) as [MeasureKey, ...MeasureKey[]]),
  testImages: count,
  /** By rising seed; null stands for images that were named in a file. */
  entries: z.array(z.strictObject({ seed: count.nullable(), errors: count })).min(1),
  /** Of the errors. */
  summary: SampleSummary,
});
/** Test errors of one group by one score. */
export type Measure = z.infer<typeof Measure>;

/** Tasks that are alike but for seeds or draws. */
export const SweepGroup = z.strictObject({
  /** Values of the axes by their flags. */
  setting: z.record(z.string(), z.string()),
  /** Seeds or draws that were asked for, and of how many results are there. */
  wanted: count,
  found: count,
  measures: z.array(Measure),
  /** Of the published protocol's seeds. */
  publishedSeedsSummary: PublishedSeedsSummary.optional(),
  /** Descriptions of the adapters that results come from; "none" for the cpu backend. */
  adapters: z.array(z.string()),
  datasets: z.array(z.string()),
  quick: z.boolean(),
});
/** Tasks that are alike but for seeds or draws. */
export type SweepGroup = z.infer<typeof SweepGroup>;

/** How far a task is. */
export const TASK_STATES = ["done", "running", "waiting", "stopped", "failed"] as const;
/** How far a task is. */
export type TaskState = typeof TASK_STATES[number];

/** How far one task is. */
export const TaskProgress = z.strictObject({
  task: count,
  group: count,
  seeds: z.array(count),
  state: z.enum(TASK_STATES),
  tries: count,
  node: z.string().optional(),
  adapter: z.string().optional(),
  /** Of the last try. */
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  /** Why it waits, was stopped or failed. */
  reason: z.string().optional(),
  /** The last line of its log, for those that failed or stopped. */
  lastLine: z.string().optional(),
  /** Whether its run has a report to link to. */
  hasReport: z.boolean(),
});
/** How far one task is. */
export type TaskProgress = z.infer<typeof TaskProgress>;

/** `results.json`. */
export const SweepRecord = z.strictObject({
  sweepRecordVersion: z.literal(SWEEP_RECORD_VERSION),
  id: z.string(),
  commandLine: z.array(z.string()),
  version: z.string(),
  commit: z.string().optional(),
  deno: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  axes: z.array(Axis),
  tasks: z.array(TaskProgress),
  groups: z.array(SweepGroup),
});
/** `results.json`. */
export type SweepRecord = z.infer<typeof SweepRecord>;
