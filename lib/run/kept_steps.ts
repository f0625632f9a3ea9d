import type { Checkpoint } from "./checkpoint.ts";
import type { Progress } from "./progress.ts";

/** Steps of a run whose outcomes are kept, so that a run that goes on takes them from before. */
export interface KeptSteps {
  /**
   * A step's outcome: taken from before if it was kept, else what `work` comes to, which is kept then.
   *
   * @param title Names the step; no two of a run are alike under one name.
   * @param progress Is shown a step that is taken from before.
   * @param work Gives plain data and arrays of numbers (see `encodePart`); shows its own progress.
   */
  once<T>(title: string, progress: Progress, work: () => Promise<T>): Promise<T>;
  /** Milliseconds on a clock that never goes back, and is ahead by what steps that were taken from before took. */
  nowMs(): number;
  /** What a step that is under way has come to, if it was kept. */
  readState(title: string): Promise<unknown>;
  /** Keeps what a step that is under way has come to, in the place of what was kept of it. */
  writeState(title: string, state: unknown): Promise<void>;
  /** Puts the clock ahead by what a state that was taken from before took. */
  advance(durationMs: number): void;
  /** Steps under a name of their own, with a clock of their own. */
  under(name: string): KeptSteps;
  /** Forgets the steps under a name. */
  forget(name: string): Promise<void>;
}

/** Keeps nothing: every step is done. */
export const NOTHING_KEPT: KeptSteps = {
  once: (_title, _progress, work) => work(),
  nowMs: () => performance.now(),
  readState: () => Promise.resolve(undefined),
  writeState: () => Promise.resolve(),
  advance() {},
  under: () => NOTHING_KEPT,
  forget: () => Promise.resolve(),
};

/** A step as it is kept. */
interface KeptStep {
  readonly outcome: unknown;
  readonly durationMs: number;
}

/**
 * Steps kept in a checkpoint.
 *
 * @param prefix Before the names of its parts.
 */
export function keptSteps(checkpoint: Checkpoint, prefix: string = ""): KeptSteps {
  let aheadMs = 0;
  const nameOf = (title: string) => prefix + title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const steps: KeptSteps = {
    async once<T>(title: string, progress: Progress, work: () => Promise<T>): Promise<T> {
      const part = await checkpoint.read(nameOf(title));
      if (part) {
        // The checksum and the program's version say that this is what was written.
        const { outcome, durationMs } = part.value as KeptStep;
        aheadMs += durationMs;
        const stage = progress.stage(title, 1);
        stage.keptUpTo(1);
        stage.finish("kept from before");
        return outcome as T;
      }
      const startMs = steps.nowMs();
      const outcome = await work();
      await checkpoint.write(nameOf(title), { outcome, durationMs: steps.nowMs() - startMs } satisfies KeptStep);
      return outcome;
    },
    nowMs: () => performance.now() + aheadMs,
    readState: async (title) => (await checkpoint.read(nameOf(title)))?.value,
    writeState: (title, state) => checkpoint.write(nameOf(title), state),
    advance: (durationMs) => void (aheadMs += durationMs),
    under: (name) => keptSteps(checkpoint, `${nameOf(name)}.`),
    forget: (name) => checkpoint.forget(`${nameOf(name)}.`),
  };
  return steps;
}
