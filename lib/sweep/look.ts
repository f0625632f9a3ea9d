import { join } from "node:path";
import { withoutHomePath } from "../run/home_path.ts";
import { logFile, runFolder, triesFile } from "./folder.ts";
import type { FoundTask } from "./merge.ts";
import type { SweepPlan } from "./plan.ts";
import type { TaskProgress } from "./sweep_record.ts";
import { findRecord } from "./task_record.ts";
import { type TaskResults, taskResults } from "./task_results.ts";
import { readTries, type SweepTry } from "./tries.ts";

/** What an engine knows of tasks that are not done. */
export interface EngineView {
  /** What it says of a task; nothing of one that it does not have. */
  of(
    task: number,
  ): { readonly state: "running" | "waiting"; readonly reason?: string; readonly node?: string } | undefined;
  /** Whether it could be asked; if not, a task that has begun and not ended is taken to run. */
  readonly answers: boolean;
}

/** What was read of a task, by the times and sizes of its files. */
interface Known {
  readonly stamp: string;
  readonly tries: readonly SweepTry[];
  readonly results?: TaskResults;
  readonly damaged?: string;
  /** What failed while the rest of the run ended. */
  readonly failures?: string;
}

/** Looks at the tasks of a sweep; files that have not changed since the last look are not read again. */
export class SweepLook {
  readonly #folder: string;
  readonly #plan: SweepPlan;
  readonly #known = new Map<number, Known>();

  /**
   * @param folder The sweep's.
   * @param plan What is wanted.
   */
  constructor(folder: string, plan: SweepPlan) {
    this.#folder = folder;
    this.#plan = plan;
  }

  /** Every task as its files and the engine have it. */
  async look(engine: EngineView): Promise<FoundTask[]> {
    const found: FoundTask[] = [];
    for (const task of this.#plan.tasks.keys()) found.push(await this.#lookAt(task, engine));
    return found;
  }

  async #lookAt(task: number, engine: EngineView): Promise<FoundTask> {
    const known = await this.#read(task);
    const { group, seeds } = this.#plan.tasks[task]!;
    const { tries, results, damaged, failures } = known;
    const last = tries.at(-1);
    const state = results && !failures
      ? undefined
      : stateOf(last, engine.of(task), engine.answers, damaged && `its run.json is of no use: ${damaged}` || failures);
    const node = state?.node ?? last?.node;
    const lastLine = state?.state === "failed" || state?.state === "stopped" ? await this.#lastLine(task) : undefined;
    const progress: TaskProgress = {
      task,
      group,
      seeds: [...seeds],
      state: state?.state ?? "done",
      tries: tries.length,
      ...(node !== undefined && { node }),
      ...(last?.adapter !== undefined && { adapter: last.adapter }),
      ...(last !== undefined && { startedAt: last.startedAt }),
      ...(last?.endedAt !== undefined && { endedAt: last.endedAt }),
      ...(state?.reason !== undefined && { reason: state.reason }),
      ...(lastLine !== undefined && { lastLine }),
      hasReport: results !== undefined && this.#plan.reports &&
        await stampOf(join(this.#folder, runFolder(task), "index.html")) !== "",
    };
    return { progress, ...(results && { results }) };
  }

  async #read(task: number): Promise<Known> {
    const paths = [join(runFolder(task), "run.json"), triesFile(task)];
    const stamp = (await Promise.all(paths.map((path) => stampOf(join(this.#folder, path))))).join(" ");
    const before = this.#known.get(task);
    if (before?.stamp === stamp) return before;
    const tries = await readTries(this.#folder, task);
    const found = await findRecord(this.#folder, task, this.#plan.tasks[task]!, tries);
    const known: Known = {
      stamp,
      tries,
      ...(found.kind === "sound" && { results: taskResults(found.record), failures: found.failures }),
      ...(found.kind === "damaged" && { damaged: found.problem }),
    };
    this.#known.set(task, known);
    return known;
  }

  async #lastLine(task: number): Promise<string | undefined> {
    const text = await Deno.readTextFile(join(this.#folder, logFile(task))).catch(() => "");
    return text.slice(-4000).split("\n").map((line) => withoutHomePath(line.trim())).findLast((line) => line !== "");
  }
}

function stateOf(
  last: SweepTry | undefined,
  asked: ReturnType<EngineView["of"]>,
  answers: boolean,
  problem: string | undefined,
): Pick<TaskProgress, "state" | "reason" | "node"> {
  if (asked !== undefined) return asked;
  if (problem) return { state: "failed", reason: problem };
  if (last === undefined) return { state: "waiting" };
  if (last.endedAt === undefined) {
    return answers ? { state: "stopped", reason: "killed with its worker" } : { state: "running" };
  }
  const how = last.signal ?? (last.exitCode === undefined ? undefined : `exit code ${last.exitCode}`);
  const reason = last.note ?? how;
  return { state: last.outcome === "failed" ? "failed" : "stopped", ...(reason !== undefined && { reason }) };
}

/** Time and size of a file; empty if there is none. */
async function stampOf(path: string): Promise<string> {
  return await Deno.stat(path).then(({ mtime, size, ino }) => `${mtime?.getTime()}/${size}/${ino}`, () => "");
}
