/**
 * What is noted of each try of a task, in a file that is there in full or not at all.
 *
 * @module
 */
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomically } from "../run/atomic_file.ts";
import { formatRecordJson } from "../record/record_json.ts";
import { triesFile } from "./folder.ts";

/** One try of a task. */
export const SweepTry = z.strictObject({
  /** How it began: from the start, where the one before it stopped, or from the start as what was left was of no use. */
  begun: z.enum(["new", "resumed", "anew"]),
  startedAt: z.iso.datetime(),
  /** Absent while it runs, and for ever if it was killed with its worker. */
  endedAt: z.iso.datetime().optional(),
  /** The machine, where it is known. */
  node: z.string().optional(),
  /** Slurm's id, for display alone: ids are given again. */
  job: z.string().optional(),
  /** The adapter's description. */
  adapter: z.string().optional(),
  /** Of the run's process. */
  exitCode: z.number().int().optional(),
  signal: z.string().optional(),
  /** Whether it came to its end: then `sha256` is that of the record that it left. */
  outcome: z.enum(["done", "failed", "stopped"]).optional(),
  sha256: z.string().optional(),
  /** What a reader should know, such as why it began anew. */
  note: z.string().optional(),
});
/** One try of a task. */
export type SweepTry = z.infer<typeof SweepTry>;

const Tries = z.array(SweepTry);

/** Every try of a task, the first first; none if nothing readable is there. */
export async function readTries(folder: string, task: number): Promise<SweepTry[]> {
  try {
    return Tries.parse(JSON.parse(await Deno.readTextFile(join(folder, triesFile(task)))));
  } catch {
    return [];
  }
}

/** Notes a try, in the place of the one that began at the same time if there is one. */
export async function noteTry(folder: string, task: number, noted: SweepTry): Promise<void> {
  const others = (await readTries(folder, task)).filter(({ startedAt }) => startedAt !== noted.startedAt);
  await writeFileAtomically(join(folder, triesFile(task)), formatRecordJson([...others, noted]));
}
