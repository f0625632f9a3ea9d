import { join } from "node:path";
import { z } from "zod";
import { fileProblem } from "../run/atomic_file.ts";
import { SUBMISSIONS_FILE } from "./folder.ts";

/** A job array, noted before it is handed to Slurm, so that none is there that nobody knows of. */
export const Submission = z.strictObject({
  at: z.iso.datetime(),
  /** The job's name, which nobody else has. */
  name: z.string(),
  /** What is added to an index of the array to give a task. */
  offset: z.number().int().nonnegative(),
  /** Tasks of the sweep. */
  tasks: z.string(),
});
/** A job array, noted before it is handed to Slurm. */
export type Submission = z.infer<typeof Submission>;

/** Every submission of a sweep, the first first; half a line, as a full disk leaves it, is passed over. */
export async function readSubmissions(folder: string): Promise<Submission[]> {
  const text = await Deno.readTextFile(join(folder, SUBMISSIONS_FILE)).catch((cause) => {
    if (cause instanceof Deno.errors.NotFound) return "";
    throw new Error(`Reading ${join(folder, SUBMISSIONS_FILE)}: ${fileProblem(cause)}`, { cause });
  });
  return text.split("\n").flatMap((line) => {
    try {
      return [Submission.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

/** Notes a submission. */
export async function noteSubmission(folder: string, submission: Submission): Promise<void> {
  await Deno.writeTextFile(join(folder, SUBMISSIONS_FILE), JSON.stringify(submission) + "\n", { append: true });
}
