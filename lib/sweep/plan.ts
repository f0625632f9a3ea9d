/**
 * The plan of a sweep: written once, before anything runs, and never changed.
 *
 * @module
 */
import { join } from "node:path";
import { z } from "zod";
import { firstSchemaProblem } from "../config/schema_error.ts";
import { fileProblem, writeFileAtomically } from "../run/atomic_file.ts";
import { decodeCheckedJson, encodeCheckedJson } from "../run/checked_json.ts";
import { PLAN_FILE } from "./folder.ts";

/** The version of the schema below. */
export const PLAN_VERSION = 1;

const value = z.union([z.string(), z.number(), z.boolean()]);

/** One flag and the values that it takes. */
export const Axis = z.strictObject({ flag: z.string(), values: z.array(z.string()).min(1) });
/** One flag and the values that it takes. */
export type Axis = z.infer<typeof Axis>;

/** One run. */
export const SweepTask = z.strictObject({
  /** Which group it belongs to: all of a group are alike but for seeds or draws. */
  group: z.number().int().nonnegative(),
  /** The run's command line after the task's name, without its folder. */
  args: z.array(z.string()),
  /** Every option with the value used, by which a finished run is known. */
  options: z.record(z.string(), value),
  /** Seeds of the notebook's protocols, or of draws. */
  seeds: z.array(z.number().int().nonnegative()).min(1),
});
/** One run. */
export type SweepTask = z.infer<typeof SweepTask>;

/** The plan of a sweep. */
export const SweepPlan = z.strictObject({
  planVersion: z.literal(PLAN_VERSION),
  /** Names the sweep's jobs; no two sweeps have the same. */
  id: z.string().regex(/^[0-9a-f]{8}$/),
  createdAt: z.iso.datetime(),
  version: z.string(),
  commit: z.string().optional(),
  /** SHA-256 of the program's files. */
  code: z.string(),
  deno: z.string(),
  /** The command line after the task's name. */
  commandLine: z.array(z.string()),
  axes: z.array(Axis),
  /** Values of the axes by their flags, a group; without those that its tasks differ in. */
  groups: z.array(z.record(z.string(), z.string())).min(1),
  tasks: z.array(SweepTask).min(1).max(10_000),
  /** Whether each task keeps its own report. */
  reports: z.boolean(),
});
/** The plan of a sweep. */
export type SweepPlan = z.infer<typeof SweepPlan>;

/** Writes the plan into a sweep's folder, which must exist. */
export async function writePlan(folder: string, plan: SweepPlan): Promise<void> {
  await writeFileAtomically(join(folder, PLAN_FILE), encodeCheckedJson("plan", SweepPlan.parse(plan)));
}

/**
 * Reads the plan of a sweep's folder.
 *
 * @param doing Names what is being done in errors.
 * @throws {Error} If there is none.
 * @throws {SyntaxError} If it is not what was written.
 */
export async function readPlan(folder: string, doing: string): Promise<SweepPlan> {
  const path = join(folder, PLAN_FILE);
  const text = await Deno.readTextFile(path).catch((cause) => {
    const missing = cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory;
    const found = missing ? `no ${PLAN_FILE} there` : fileProblem(cause);
    throw new Error(`${doing}: found ${found}, wanted the folder of a sweep`, { cause });
  });
  const file = decodeCheckedJson("plan", text);
  if (file === undefined) {
    throw new SyntaxError(`${doing}: found a damaged ${PLAN_FILE}, wanted the one that was planned`);
  }
  const plan = SweepPlan.safeParse(file.value);
  if (!plan.success) {
    throw new SyntaxError(`${doing}: found a wrong value in ${PLAN_FILE} at ${firstSchemaProblem(plan.error)}`);
  }
  return plan.data;
}
