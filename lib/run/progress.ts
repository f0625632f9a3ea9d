import type { PlannedStep } from "./run_clock.ts";

/** Tells somebody how far a run is. */
export interface Progress {
  /**
   * Says which stages are ahead and what each costs, so that what is left of the whole run can be told. Stages that are not
   * taken after all, or were not planned, do no harm.
   */
  plan?(steps: readonly PlannedStep[]): void;
  /**
   * Starts a stage; one that has not finished is finished first.
   *
   * @param name What is going on, such as `Stage 1`.
   * @param total What `done` counts up to; at least 1.
   */
  stage(name: string, total: number): StageProgress;
}

/** Tells somebody how far a stage is. */
export interface StageProgress {
  /**
   * @param done Out of the stage's total.
   * @param detail What is being done right now, such as `digit 6, try 23, loss 0.71`.
   */
  update(done: number, detail?: string): void;
  /**
   * The same, of what was done before the stage began: it took none of its time.
   *
   * @param done Out of the stage's total, as far as it is taken from before.
   */
  keptUpTo(done: number, detail?: string): void;
  /**
   * Ends the stage, of which nothing is left to do; calling it twice does no harm.
   *
   * @param summary What came of it.
   */
  finish(summary?: string): void;
}

/** Shows nothing. */
export const silentProgress: Progress = {
  stage: () => ({ update() {}, keptUpTo() {}, finish() {} }),
};
