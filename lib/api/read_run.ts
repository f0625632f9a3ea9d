import { readRunRecord } from "../record/read_record.ts";
import { readRunAssets } from "../report/run_assets.ts";
import type { Run } from "./run.ts";
import { keepRunAssets } from "./run_assets_of.ts";

/**
 * Reads a run's folder. Needs to read it, and nothing else.
 *
 * @param folder Holds `run.json`
 * @returns The whole of `run.json`; {@linkcode Run} names what programs are likely to ask for
 * @throws {Error} If a file cannot be read
 * @throws {SyntaxError} If one is damaged
 * @throws {RangeError} If one is of another version
 *
 * @example A run that comes with the project
 * ```ts
 * import { readRun } from "@tenshot/tenshot";
 *
 * const { published, leakFree } = await readRun("reports/sample/both");
 * console.log(published?.stage2.test.labelFreeErrors, "errors without the label;", leakFree?.draws[0]?.testErrors);
 * ```
 */
export async function readRun(folder: string): Promise<Run> {
  const record = await readRunRecord(folder);
  keepRunAssets(record, await readRunAssets(folder));
  return record;
}
