import { join } from "node:path";
import { firstSchemaProblem } from "../config/schema_error.ts";
import { readText } from "../data/read_text.ts";
import { RECORD_VERSION, RunRecord } from "./record.ts";

/**
 * Reads and checks the `run.json` of a run's folder.
 *
 * @param dir The run's folder.
 * @returns The record, valid by its schema.
 * @throws {Error} There is no such folder, no `run.json` in it, or it cannot be read.
 * @throws {SyntaxError} `run.json` is not JSON.
 * @throws {RangeError} The record is of another version.
 * @throws {TypeError} The record does not fit its schema; the message names the first place that does not.
 */
export async function readRunRecord(dir: string): Promise<RunRecord> {
  const path = join(dir, "run.json");
  const doing = `Reading the run record ${path}`;
  const text = await textOf(dir, path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`${doing}: found no valid JSON, wanted a record that a run wrote`, { cause });
  }
  const found = recordVersion(value);
  if (found !== RECORD_VERSION) {
    throw new RangeError(`${doing}: found record version ${JSON.stringify(found) ?? "none"}, wanted ${RECORD_VERSION}`);
  }
  const result = RunRecord.safeParse(value);
  if (!result.success) throw new TypeError(`${doing}: found a wrong value at ${firstSchemaProblem(result.error)}`);
  return result.data;
}

async function textOf(dir: string, path: string): Promise<string> {
  const doing = `Reading the run record ${path}`;
  const folder = await Deno.stat(dir).catch((cause) => {
    if (cause instanceof Deno.errors.NotFound) {
      throw new Error(`${doing}: found no folder ${dir}, wanted the folder of a finished run`, { cause });
    }
    throw new Error(`${doing}: ${cause.message}`, { cause });
  });
  if (!folder.isDirectory) throw new Error(`${doing}: found a file ${dir}, wanted the folder of a finished run`);
  try {
    return await readText(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) {
      throw new Error(`${doing}: found no run.json in ${dir}, wanted the folder of a finished run`, { cause });
    }
    throw new Error(`${doing}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function recordVersion(value: unknown): unknown {
  return typeof value === "object" && value !== null && "recordVersion" in value ? value.recordVersion : undefined;
}
