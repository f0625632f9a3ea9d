import { join } from "node:path";
import { withoutHomePath } from "../run/home_path.ts";
import { sha256Of } from "../data/sha256.ts";
import { readRunRecord } from "../record/read_record.ts";
import { failureText, type RunRecord } from "../record/record.ts";
import { runFolder } from "./folder.ts";
import type { SweepTask } from "./plan.ts";
import type { SweepTry } from "./tries.ts";

/** What lies in a task's folder as its record. */
export type FoundRecord =
  | { readonly kind: "none" }
  | { readonly kind: "damaged"; readonly problem: string }
  | { readonly kind: "sound"; readonly record: RunRecord; readonly sha256: string; readonly failures: string };

/**
 * Looks at a task's `run.json`: sound is one that fits its schema, whose options are the task's, and whose bytes are those
 * that the last try noted, if that one came to its end.
 */
export async function findRecord(
  folder: string,
  task: number,
  { options }: Pick<SweepTask, "options">,
  tries: readonly SweepTry[],
): Promise<FoundRecord> {
  const run = join(folder, runFolder(task));
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await Deno.readFile(join(run, "run.json"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { kind: "none" };
    throw error;
  }
  const sha256 = sha256Of(bytes);
  const noted = tries.at(-1)?.sha256;
  if (noted !== undefined && noted !== sha256) return { kind: "damaged", problem: "its bytes are not those written" };
  try {
    const record = await readRunRecord(run);
    const other = otherOption(options, record);
    if (other !== undefined) return { kind: "damaged", problem: `it is of a run with another ${other}` };
    // What failed while the rest ended, in a sentence; empty if nothing did.
    return { kind: "sound", record, sha256, failures: (record.failures ?? []).map(failureText).join("; ") };
  } catch (error) {
    return { kind: "damaged", problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The first of the task's options that a record was not made with. */
function otherOption(options: SweepTask["options"], { provenance }: RunRecord): string | undefined {
  const shown = (value: unknown) => typeof value === "string" ? withoutHomePath(value) : value;
  const elsewhere = ["out", "force", "debug", "resume"];
  return Object.keys(options).find((key) =>
    !elsewhere.includes(key) && shown(options[key]) !== provenance.options[key]
  );
}
