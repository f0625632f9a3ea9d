import { join } from "node:path";
import { SweepOptions } from "../../lib/config/sweep_options.ts";
import { parseFlags } from "../../lib/config/flags.ts";
import { formatRecordJson } from "../../lib/record/record_json.ts";
import type { RunRecord } from "../../lib/record/record.ts";
import { makePlan } from "../../lib/sweep/make_plan.ts";
import { runFolder } from "../../lib/sweep/folder.ts";
import type { SweepPlan } from "../../lib/sweep/plan.ts";
import { sampleRecord } from "../record/sample_record.ts";

/** The plan of a command line. */
export async function planOf(...args: string[]): Promise<SweepPlan> {
  const { help, options, set } = parseFlags(SweepOptions, args);
  if (help) throw new Error("Planning: found --help, wanted flags");
  return await makePlan(options, set, args, new Date("2026-01-31T12:00:00.000Z"));
}

/** A record that a task's run may have left. */
export function recordOf(plan: SweepPlan, task: number): RunRecord {
  const record = sampleRecord();
  const { options } = plan.tasks[task]!;
  return {
    ...record,
    provenance: {
      ...record.provenance,
      options: { ...options, out: runFolder(task), force: true } as RunRecord["provenance"]["options"],
    },
  };
}

/** Leaves a record in a task's folder, as a run does. */
export async function leaveRecord(folder: string, task: number, record: RunRecord): Promise<void> {
  await Deno.mkdir(join(folder, runFolder(task)), { recursive: true });
  await Deno.writeTextFile(join(folder, runFolder(task), "run.json"), formatRecordJson(record));
}

/** Folders that a sweep makes before its first task. */
export async function makeFolders(folder: string): Promise<void> {
  for (const name of ["tasks", "tries", "logs"]) await Deno.mkdir(join(folder, name));
}
