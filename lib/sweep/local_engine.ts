import { join } from "node:path";
import { fileProblem } from "../run/atomic_file.ts";
import { onInterrupt } from "../run/cleanup.ts";
import type { Engine } from "./engine.ts";
import { LOCK_FILE, logFile } from "./folder.ts";
import type { EngineView } from "./look.ts";
import type { SweepPlan } from "./plan.ts";
import { runChild } from "./run_child.ts";
import { doTask } from "./work.ts";

/** Runs tasks as processes of this machine. */
export class LocalEngine implements Engine {
  readonly #folder: string;
  readonly #plan: SweepPlan;
  readonly #lock: Deno.FsFile;
  readonly #running = new Set<number>();
  #waiting: number[] = [];
  #failure: unknown;

  private constructor(folder: string, plan: SweepPlan, lock: Deno.FsFile) {
    this.#folder = folder;
    this.#plan = plan;
    this.#lock = lock;
  }

  /**
   * Claims a sweep's folder.
   *
   * @throws {Error} If another process runs its tasks on this machine.
   */
  static async open(folder: string, plan: SweepPlan): Promise<LocalEngine> {
    const lock = await takeSweepLock(folder);
    if (lock === undefined) {
      throw new Error(`Running the sweep ${folder}: found another process that runs it, wanted none`);
    }
    return new LocalEngine(folder, plan, lock);
  }

  /**
   * Starts tasks, in order.
   *
   * @param atOnce How many, at most.
   * @param settings Environment variables for the run in each of the places that run at once.
   */
  start(tasks: readonly number[], atOnce: number, settings: readonly Readonly<Record<string, string>>[] = []): void {
    this.#waiting = [...tasks];
    const stop = new AbortController();
    const unregister = onInterrupt(() => stop.abort("interrupted"));
    const places = Array.from({ length: Math.min(atOnce, tasks.length) }, async (_, place) => {
      for (let task = this.#waiting.shift(); task !== undefined; task = this.#waiting.shift()) {
        this.#running.add(task);
        await this.#do(task, settings[place] ?? {}, stop.signal);
        this.#running.delete(task);
      }
    });
    Promise.all(places).catch((error) => {
      this.#failure = error;
      this.#waiting = [];
      this.#running.clear();
    }).finally(unregister);
  }

  /** @throws What kept tasks from being done at all, such as a full disk. */
  view(): Promise<EngineView> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const running = new Set(this.#running);
    const waiting = new Set(this.#waiting);
    return Promise.resolve({
      answers: true,
      of: (task) => running.has(task) ? { state: "running" } : waiting.has(task) ? { state: "waiting" } : undefined,
    });
  }

  isOver(): boolean {
    return this.#running.size === 0 && this.#waiting.length === 0;
  }

  readonly lookEveryMs = (): number => 500;

  notices(): string[] {
    return [];
  }

  /** Lets others run the sweep. */
  close(): void {
    this.#lock.close();
  }

  async #do(task: number, settings: Readonly<Record<string, string>>, stop: AbortSignal): Promise<void> {
    const log = await Deno.open(join(this.#folder, logFile(task)), { create: true, append: true });
    const encoder = new TextEncoder();
    try {
      await doTask(this.#folder, this.#plan, task, {
        leastSeconds: 0,
        say: (line) => void log.writeSync(encoder.encode(`${line}\n`)),
        run: (args, stop) => runChild(this.#folder, args, settings, log, stop),
        requeue: () => Promise.resolve(),
      }, stop);
    } finally {
      log.close();
    }
  }
}

/**
 * What is known of a sweep's tasks from outside of the process that runs them on this machine.
 *
 * @returns A view that says whether a process does.
 */
export async function viewFromOutside(folder: string): Promise<EngineView> {
  const lock = await takeSweepLock(folder);
  lock?.close();
  return { answers: lock !== undefined, of: () => undefined };
}

/** Held by one process at a time; the operating system takes it back when the process ends, however it does. */
async function takeSweepLock(folder: string): Promise<Deno.FsFile | undefined> {
  const file = await Deno.open(join(folder, LOCK_FILE), { create: true, write: true }).catch((cause) => {
    throw new Error(`Running the sweep ${folder}: ${fileProblem(cause)}`, { cause });
  });
  // A file system without locks keeps nobody out.
  if (await file.tryLock(true).catch(() => true)) return file;
  file.close();
  return undefined;
}
