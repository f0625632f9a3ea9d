/**
 * What is asked of Slurm's own commands.
 *
 * @module
 */
import { type Printed, runProgram } from "./child.ts";

/** Slurm's own MaxArraySize, where it cannot be asked. */
export const DEFAULT_MAX_ARRAY_SIZE = 1001;

/** Says what to do without Slurm. */
class SlurmError extends Error {
  /** What to do. */
  readonly hint: string;

  /** @param cause What Slurm printed, if it did. */
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

const DOING = "Starting a sweep on Slurm";
const ELSEWHERE = "run it where you submit jobs, or leave --engine out to run it on this machine";

/**
 * Makes sure that Slurm is there and answers, in milliseconds, before anything is written.
 *
 * @returns How many indices a job array may have.
 * @throws {Error} If a command is not on PATH, SLURM_CONF names no file, or the controller does not answer.
 */
export async function checkSlurm(): Promise<{ readonly maxArraySize: number }> {
  // Where it names nothing, each command is silent for a minute.
  const conf = Deno.env.get("SLURM_CONF");
  if (conf && !await Deno.stat(conf).then(({ isFile }) => isFile, () => false)) {
    throw new SlurmError(
      `${DOING}: found no file ${conf}, which SLURM_CONF names, wanted Slurm's configuration`,
      "set SLURM_CONF to the cluster's slurm.conf, or unset it where Slurm has it in its own place",
    );
  }
  for (const command of ["sbatch", "scontrol", "squeue"]) {
    if ((await runProgram(command, ["--version"])).code === 127) {
      throw new SlurmError(`${DOING}: found no ${command} on PATH, wanted Slurm's commands`, ELSEWHERE);
    }
  }
  const ping = await runProgram("scontrol", ["ping"]);
  if (!/\bUP\b/.test(ping.stdout)) {
    throw new SlurmError(
      `${DOING}: found a controller that does not answer (${saidBy(ping)}), wanted one that is up`,
      "ask whoever runs the cluster, or leave --engine out to run it on this machine",
    );
  }
  const { stdout } = await runProgram("scontrol", ["show", "config"]);
  const size = Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(stdout)?.[1]);
  return { maxArraySize: size > 0 ? size : DEFAULT_MAX_ARRAY_SIZE };
}

/**
 * Hands a script over.
 *
 * @param folder Where it lies and its job is to run.
 * @returns The job's id, for display and dependencies alone.
 * @throws {Error} With the words of sbatch.
 */
export async function submitScript(folder: string, script: string, flags: readonly string[] = []): Promise<string> {
  const printed = await runProgram("sbatch", ["--parsable", ...flags, script], folder);
  const id = /^(\d+)(;|$)/m.exec(printed.stdout)?.[1];
  if (printed.code !== 0 || id === undefined) {
    throw new Error(`${DOING}: ${saidBy(printed)}`);
  }
  return id;
}

/** A task of a job array as Slurm's queue has it. */
export interface QueuedTask {
  /** Slurm's id, which holds as long as the task is in the queue. */
  readonly id: string;
  readonly name: string;
  /** Of the array. */
  readonly index: number;
  /** Such as PENDING or RUNNING. */
  readonly state: string;
  /** Why it waits; None if nothing is said. */
  readonly reason: string;
  /** Where it runs; empty while it waits. */
  readonly node: string;
}

/**
 * What Slurm's queue holds under some names.
 *
 * @returns Nothing if it does not answer.
 */
export async function queuedTasks(names: readonly string[]): Promise<QueuedTask[] | undefined> {
  // Asked while its controller is down, squeue takes 9 s to say so.
  const ping = await runProgram("scontrol", ["ping"]);
  if (!/\bUP\b/.test(ping.stdout)) return undefined;
  const format = "--format=%j|%K|%T|%r|%N|%F";
  const printed = await runProgram("squeue", ["--noheader", "--array", `--name=${names.join(",")}`, format]);
  if (printed.code !== 0) return undefined;
  return printed.stdout.split("\n").filter((line) => line !== "").map((line) => {
    const [name = "", index = "", state = "", reason = "", node = "", array = ""] = line.split("|");
    return { id: `${array}_${index}`, name, index: Number(index), state, reason, node };
  });
}

/** Takes tasks out of the queue; those that are gone by now do not matter. */
export async function cancelTasks(ids: readonly string[]): Promise<void> {
  await runProgram("scancel", ["--quiet", ...ids]);
}

/** What a command had to say, in one line. */
function saidBy({ stdout, stderr, code }: Printed): string {
  return (stderr.trim() || stdout.trim() || `exit code ${code}`).replaceAll(/\s*\n\s*/g, "; ");
}
