import { join } from "node:path";
import { writeFileAtomically } from "../run/atomic_file.ts";
import { taskCommand } from "./child.ts";
import type { Engine } from "./engine.ts";
import type { EngineView } from "./look.ts";
import type { SweepPlan } from "./plan.ts";
import { DEFAULT_MAX_ARRAY_SIZE, queuedTasks, submitScript } from "./slurm_cluster.ts";
import type { SlurmOption } from "./slurm_options.ts";
import { arrayScript, indexList, pageScript } from "./slurm_script.ts";
import { noteSubmission, readSubmissions, type Submission } from "./submissions.ts";

/** Slurm takes some jobs that never start: what it says of those. */
const NEVER = /^(PartitionConfig|PartitionNodeLimit|PartitionTimeLimit|DependencyNeverSatisfied|BadConstraints)$/;
const HELD = /launch.failed.requeued.held|^JobHeld/i;

/** What sets a driver or Deno: handed on even where a cluster hands on nothing. */
const DRIVER_VARIABLES =
  /^(DENO_WEBGPU_BACKEND|DENO_DIR|GALLIUM_OVERRIDE_CPU_CAPS|DRI_PRIME|VK_\w+|MESA_\w+|LP_NUM_THREADS|__NV_\w+)$/;

/** How tasks are handed to Slurm. */
export interface SlurmRequest {
  readonly options: readonly SlurmOption[];
  /** Tasks at once, at most; 0 for as many as Slurm likes. */
  readonly throttle: number;
  readonly maxArraySize?: number;
}

/** A script that lies in the sweep's folder. */
export interface WrittenScript {
  readonly file: string;
  readonly submission: Submission;
}

/**
 * Writes the scripts of job arrays for some tasks: one, or several where an index would be beyond what Slurm takes.
 *
 * @param tasks Rising.
 */
export async function writeScripts(
  folder: string,
  plan: SweepPlan,
  tasks: readonly number[],
  { options, throttle, maxArraySize = DEFAULT_MAX_ARRAY_SIZE }: SlurmRequest,
): Promise<WrittenScript[]> {
  const before = (await readSubmissions(folder)).length;
  // The largest index is one less than the size.
  const arrays = Map.groupBy(tasks, (task) => Math.floor(task / maxArraySize));
  const drivers = Object.fromEntries(
    Object.entries(Deno.env.toObject()).filter(([name]) => DRIVER_VARIABLES.test(name)),
  );
  const written: WrittenScript[] = [];
  for (const [place, members] of [...arrays].sort(([a], [b]) => a - b)) {
    const n = before + written.length + 1;
    const file = written.length === 0 ? "sweep.sbatch" : `sweep-${written.length + 1}.sbatch`;
    const name = `tenshot-${plan.id}-${n}`;
    const offset = place * maxArraySize;
    const command = taskCommand("sweep", []);
    await writeFileAtomically(
      join(folder, file),
      arrayScript({ name, options, drivers, command, tasks: members, offset, throttle }),
    );
    written.push({ file, submission: { at: new Date().toISOString(), name, offset, tasks: indexList(members) } });
  }
  return written;
}

/**
 * Hands written scripts to Slurm.
 *
 * @param throttle Where it is set, one array begins when the one before it has ended.
 * @returns Ids of the jobs.
 * @throws {Error} With the words of sbatch.
 */
export async function submitArrays(
  folder: string,
  scripts: readonly WrittenScript[],
  throttle: number,
): Promise<string[]> {
  const ids: string[] = [];
  for (const { file, submission } of scripts) {
    await noteSubmission(folder, submission);
    const after = throttle > 0 && ids.length > 0 ? [`--dependency=afterany:${ids.at(-1)}`] : [];
    ids.push(await submitScript(folder, file, after));
  }
  return ids;
}

/**
 * Hands over the job that draws the page when all others have ended, however they do: after one that failed, a job that
 * waits for good ends waits for ever.
 */
export async function submitPage(
  folder: string,
  name: string,
  options: readonly SlurmOption[],
  after: readonly string[],
): Promise<void> {
  const command = taskCommand("sweep", []);
  await writeFileAtomically(join(folder, "page.sbatch"), pageScript({ name: `${name}-page`, options, command }));
  await submitScript(folder, "page.sbatch", [`--dependency=afterany:${after.join(":")}`]);
}

/** Follows a sweep's tasks in Slurm's queue. */
export class SlurmEngine implements Engine {
  readonly #folder: string;
  readonly #startMs = performance.now();
  readonly #said = new Set<string>();
  readonly #new: string[] = [];
  #asked: { readonly atMs: number; readonly view: EngineView; readonly empty: boolean } | undefined;

  /** @param folder The sweep's. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async view(): Promise<EngineView> {
    const now = performance.now();
    const politeMs = Math.min(30_000, Math.max(2000, (now - this.#startMs) / 10));
    if (this.#asked === undefined || now - this.#asked.atMs > politeMs) {
      const { view, empty, stuck } = await viewOfSlurm(this.#folder);
      this.#asked = { atMs: performance.now(), view, empty };
      for (const text of stuck) this.#say(text);
      if (!view.answers) {
        this.#say("Slurm's controller does not answer; tasks that run go on, and their files are watched");
      }
    }
    return this.#asked.view;
  }

  isOver(): boolean {
    return this.#asked !== undefined && this.#asked.view.answers && this.#asked.empty;
  }

  readonly lookEveryMs = (elapsedMs: number): number => Math.min(5000, Math.max(1000, elapsedMs / 20));

  notices(): string[] {
    return this.#new.splice(0);
  }

  #say(text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.#new.push(text);
  }
}

/** What Slurm has of a sweep. */
export interface SlurmView {
  readonly view: EngineView;
  /** Whether nothing of it is in the queue that may start. */
  readonly empty: boolean;
  /** Slurm's ids of tasks that it has and never starts. */
  readonly stuckTasks: ReadonlyMap<number, string>;
  /** Of jobs that Slurm took and never starts, in sentences. */
  readonly stuck: readonly string[];
}

/** Asks Slurm for the tasks of a sweep; without one that was ever submitted it has none, and is not asked. */
export async function viewOfSlurm(folder: string): Promise<SlurmView> {
  const offsets = new Map((await readSubmissions(folder)).map(({ name, offset }) => [name, offset]));
  if (offsets.size === 0) {
    return { view: { answers: true, of: () => undefined }, empty: true, stuck: [], stuckTasks: new Map() };
  }
  const queued = await queuedTasks([...offsets.keys()]);
  if (queued === undefined) {
    return { view: { answers: false, of: () => undefined }, empty: false, stuck: [], stuckTasks: new Map() };
  }
  const byTask = new Map(queued.map((job) => [job.index + offsets.get(job.name)!, job]));
  const stuck = queued.filter(({ state, reason }) => state === "PENDING" && (NEVER.test(reason) || HELD.test(reason)));
  return {
    empty: stuck.length === queued.length,
    stuckTasks: new Map(stuck.map((job) => [job.index + offsets.get(job.name)!, job.id])),
    stuck: [...Map.groupBy(stuck, ({ name, reason }) => `${name} ${reason}`).values()].map((jobs) =>
      `Slurm does not start ${jobs.length} ${jobs.length === 1 ? "task" : "tasks"} of ${jobs[0]!.name}: ${
        jobs[0]!.reason
      }; cancel them by scancel --name=${jobs[0]!.name}`
    ),
    view: {
      answers: true,
      of(task) {
        const job = byTask.get(task);
        if (job === undefined) return undefined;
        const waits = job.state === "PENDING";
        return {
          state: waits ? "waiting" : "running",
          ...(waits && job.reason !== "None" && { reason: job.reason }),
          ...(job.node !== "" && { node: job.node }),
        };
      },
    },
  };
}
