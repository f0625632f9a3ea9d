import { join } from "node:path";
import { firstSchemaProblem } from "../config/schema_error.ts";
import { readText } from "../data/read_text.ts";
import { RESULTS_FILE } from "./folder.ts";
import { SWEEP_RECORD_VERSION, SweepRecord } from "./sweep_record.ts";

/**
 * Reads and checks the `results.json` of a sweep's folder.
 *
 * @throws {Error} If it cannot be read.
 * @throws {SyntaxError} If it is not JSON.
 * @throws {RangeError} If it is of another version.
 * @throws {TypeError} If it does not fit its schema.
 */
export async function readSweep(dir: string): Promise<SweepRecord> {
  const path = join(dir, RESULTS_FILE);
  const doing = `Reading the sweep's results ${path}`;
  let value: unknown;
  try {
    value = JSON.parse(await readText(path));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new SyntaxError(`${doing}: found no valid JSON`, { cause });
    throw new Error(`${doing}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const found = typeof value === "object" && value !== null && "sweepRecordVersion" in value
    ? value.sweepRecordVersion
    : undefined;
  if (found !== SWEEP_RECORD_VERSION) {
    throw new RangeError(`${doing}: found version ${JSON.stringify(found) ?? "none"}, wanted ${SWEEP_RECORD_VERSION}`);
  }
  const result = SweepRecord.safeParse(value);
  if (!result.success) throw new TypeError(`${doing}: found a wrong value at ${firstSchemaProblem(result.error)}`);
  return result.data;
}
