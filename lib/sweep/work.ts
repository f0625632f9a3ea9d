import { join } from "node:path";
import { lookAtCheckpoint } from "../run/checkpoint.ts";
import type { ProgramVersion } from "../run/checkpoint_request.ts";
import { delay } from "./delay.ts";
import { runFolder } from "./folder.ts";
import type { SweepPlan } from "./plan.ts";
import { keptSoFar } from "./progress_kept.ts";
import { findRecord } from "./task_record.ts";
import { noteTry, readTries, type SweepTry } from "./tries.ts";

/** Why a task is to stop before its end. */
export type StopReason = "time limit" | "terminated" | "interrupted";

/** How a run's process ended. */
export interface RunEnd {
  readonly code: number;
  readonly signal: string | null;
}

/** Where a task is done. */
export interface Workplace {
  /** The machine's name, where it is known. */
  readonly node?: string;
  /** Slurm's id of the job. */
  readonly job?: string;
  /** Seconds that a task which fails takes at least, so that one broken machine does not fail them all. */
  readonly leastSeconds: number;
  /** Tells whoever reads the task's log. */
  say(line: string): void;
  /** Starts `reproduce` in the sweep's folder and waits for its end; stopped, it ends it. */
  run(args: readonly string[], stop: AbortSignal): Promise<RunEnd>;
  /** Has the task begun again later, after its time limit. */
  requeue(): Promise<void>;
}

/** Exit codes by why a task stopped. */
const STOPPED_CODES: Readonly<Record<StopReason, number>> = { "time limit": 143, terminated: 143, interrupted: 130 };

/** Where another process is at work on the task, it is asked after so often. */
const ASK_AGAIN_MS = 5000;

/**
 * Does one task of a sweep: nothing if its record is there; else it goes on where the task was stopped, or begins.
 *
 * @param folder The sweep's.
 * @param stop Aborted with a {@linkcode StopReason}.
 * @returns The exit code: 0 done, 1 failed, 130 interrupted, 143 stopped.
 */
export async function doTask(
  folder: string,
  plan: SweepPlan,
  task: number,
  place: Workplace,
  stop: AbortSignal,
): Promise<number> {
  const now = programVersion(plan);
  const run = join(folder, runFolder(task));
  let refused: string | undefined;
  let waited = false;
  while (!stop.aborted) {
    const found = await findRecord(folder, task, plan.tasks[task]!, await readTries(folder, task));
    if (found.kind === "sound" && found.failures === "") return 0;
    if (found.kind === "damaged") {
      place.say(`its run.json is of no use (${found.problem}); it is kept as run.json.damaged`);
      await Deno.rename(join(run, "run.json"), join(run, "run.json.damaged"));
    }
    const state = await lookAtCheckpoint(run, now);
    if (state === "at work") {
      // As after a node that was given up for lost while its processes lived on.
      if (!waited) place.say("another process is at work on it; waiting for that");
      waited = true;
      await delay(ASK_AGAIN_MS, stop);
      continue;
    }
    if (found.kind === "sound" && state === "none") {
      // What failed would fail again: it kept nothing to go on with.
      place.say(found.failures);
      return 1;
    }
    const problem = typeof state === "object" ? state.problem : refused;
    const begun = state === "none" ? "new" : problem === undefined ? "resumed" : "anew";
    const outcome = await oneTry(folder, plan, task, begun, problem, place, stop, now);
    if (outcome === "done") return 0;
    if (outcome === "taken") continue;
    if (outcome === "useless" && begun === "resumed") {
      refused = "going on with it failed before anything more was kept";
      continue;
    }
    return outcome === "useless" || outcome === "failed" ? 1 : outcome;
  }
  return STOPPED_CODES[stop.reason as StopReason];
}

/**
 * One process of the run.
 *
 * @returns `done`; `taken` if another process was quicker; `useless` if it failed by itself with nothing more kept than before;
 * `failed` if it failed otherwise; else the exit code.
 */
async function oneTry(
  folder: string,
  plan: SweepPlan,
  task: number,
  begun: SweepTry["begun"],
  problem: string | undefined,
  place: Workplace,
  stop: AbortSignal,
  now: ProgramVersion,
): Promise<"done" | "taken" | "useless" | "failed" | number> {
  const startMs = performance.now();
  const { node, job } = place;
  const opening: SweepTry = {
    begun,
    startedAt: new Date().toISOString(),
    ...(node !== undefined && { node }),
    ...(job !== undefined && { job }),
    ...(begun === "anew" && { note: `begun anew: ${problem}` }),
  };
  if (begun === "anew") place.say(`beginning anew: ${problem}`);
  await noteTry(folder, task, opening);
  const end = async ({ note, ...more }: Partial<SweepTry>) => {
    const notes = [opening.note, note].filter((text) => text !== undefined).join("; ");
    const noted = { ...opening, endedAt: new Date().toISOString(), ...more };
    await noteTry(folder, task, { ...noted, ...(notes !== "" && { note: notes }) });
  };
  const before = await keptSoFar(folder, task);
  const out = runFolder(task);
  // A folder that holds what a killed process left is no reason to stop.
  const args = begun === "resumed" ? ["--resume", out] : [...plan.tasks[task]!.args, `--out=${out}`, "--force"];
  let run: RunEnd;
  try {
    run = await place.run(args, stop);
  } catch (error) {
    const note = error instanceof Error ? error.message : String(error);
    await end({ outcome: "failed", note });
    await delay(place.leastSeconds * 1000 - (performance.now() - startMs), stop);
    throw error;
  }
  const { code, signal } = run;
  const ended = { exitCode: code, ...(signal !== null && { signal }) };
  const found = await findRecord(folder, task, plan.tasks[task]!, []);
  if (found.kind === "sound" && !stop.aborted && found.failures !== "") {
    await end({ ...ended, outcome: "failed", sha256: found.sha256, note: found.failures });
    return "failed";
  }
  if (found.kind === "sound" && found.failures === "") {
    const adapter = found.record.provenance.adapter?.description;
    await end({ ...ended, outcome: "done", sha256: found.sha256, ...(adapter !== undefined && { adapter }) });
    if (!plan.reports) await Deno.remove(join(folder, out, "index.html")).catch(() => {});
    return "done";
  }
  const more = await keptSoFar(folder, task) !== before;
  if (stop.aborted) {
    const reason = stop.reason as StopReason;
    if (reason !== "time limit") {
      await end({ ...ended, outcome: "stopped", note: reason });
      return STOPPED_CODES[reason];
    }
    if (!more) {
      const note = "makes no progress within the time limit";
      place.say(`${note}; give it more, such as --slurm time=120`);
      await end({ ...ended, outcome: "failed", note });
      return 1;
    }
    await end({ ...ended, outcome: "stopped", note: reason });
    await place.requeue();
    return STOPPED_CODES[reason];
  }
  if (await lookAtCheckpoint(join(folder, out), now) === "at work") {
    await end({ ...ended, outcome: "stopped", note: "another process is at work on it" });
    return "taken";
  }
  // Killed by another, it says nothing of whether it could have gone on.
  const failed = more || signal !== null ? "failed" : "useless";
  const note = signal === "SIGKILL"
    ? "killed, perhaps as its memory ran out: --slurm mem=… asks for more"
    : code === 0
    ? `ended well, but its run.json is ${found.kind === "damaged" ? `of no use: ${found.problem}` : "missing"}`
    : undefined;
  if (note !== undefined) place.say(note);
  await end({ ...ended, outcome: "failed", ...(note !== undefined && { note }) });
  if (failed === "failed" || begun !== "resumed") {
    await delay(place.leastSeconds * 1000 - (performance.now() - startMs), stop);
  }
  return failed;
}

/** The program is the one that made the plan, or nothing is done at all. */
function programVersion({ version, commit, code, deno }: SweepPlan): ProgramVersion {
  return { version, commit, code, runtime: { deno } };
}
