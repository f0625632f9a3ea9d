import { dirname, join } from "node:path";
import { firstSchemaProblem } from "../config/schema_error.ts";
import { readText } from "../data/read_text.ts";
import { writeFileAtomically } from "../run/atomic_file.ts";
import { formatRecordJson } from "../record/record_json.ts";
import { BENCH_VERSION, BenchRecord } from "./bench_record.ts";

/** Names the folder of a benchmark for which none was asked; UTC, without the colons that Windows refuses. */
export function defaultBenchFolder(now: Date): string {
  return `reports/${now.toISOString().replace(/\.\d+Z$/, "Z").replaceAll(":", "-")}-bench`;
}

/**
 * Writes a benchmark's two files.
 *
 * @param dir Made if missing.
 * @throws {Error} If one cannot be written.
 */
export async function writeBench(dir: string, record: BenchRecord, html: string): Promise<void> {
  await Deno.mkdir(dir, { recursive: true });
  await writeFileAtomically(join(dir, "bench.json"), formatRecordJson(record));
  await writeFileAtomically(join(dir, "index.html"), html);
}

/**
 * Reads and checks a benchmark.
 *
 * @param path A `bench.json`, or the folder that holds one.
 * @throws {Error} If it cannot be read.
 * @throws {SyntaxError} If it is not JSON.
 * @throws {RangeError} If it is of another version.
 * @throws {TypeError} If it does not fit its schema.
 */
export async function readBench(path: string): Promise<BenchRecord> {
  const isFolder = await Deno.stat(path).then((info) => info.isDirectory, () => false);
  const file = isFolder ? join(path, "bench.json") : path;
  const doing = `Reading the benchmark ${file}`;
  let value: unknown;
  try {
    value = JSON.parse(await readText(file));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new SyntaxError(`${doing}: found no valid JSON`, { cause });
    const why = cause instanceof Deno.errors.NotFound
      ? `found no such file in ${dirname(file)}`
      : cause instanceof Error
      ? cause.message
      : cause;
    throw new Error(`${doing}: ${why}`, { cause });
  }
  const found = typeof value === "object" && value !== null && "benchVersion" in value ? value.benchVersion : undefined;
  if (found !== BENCH_VERSION) {
    throw new RangeError(`${doing}: found version ${JSON.stringify(found) ?? "none"}, wanted ${BENCH_VERSION}`);
  }
  const result = BenchRecord.safeParse(value);
  if (!result.success) throw new TypeError(`${doing}: found a wrong value at ${firstSchemaProblem(result.error)}`);
  return result.data;
}
