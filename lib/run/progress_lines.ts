import type { Progress } from "./progress.ts";
import { RunClock } from "./run_clock.ts";
import { stepEnd } from "./step_end.ts";

/** What a test may choose. */
export interface LineProgressOptions {
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
  /** A step writes at most one line in this time, but for its last. */
  readonly intervalMs?: number;
}

/**
 * Shows progress as plain lines, for logs: one every few seconds and one at the end of each step.
 *
 * @param write Takes one line, without its newline.
 * @param options What a test may choose.
 * @returns Lines such as `Stage 1: 3/10, digit 6, try 23, loss 0.71; 12 % of all, 40 s left`.
 */
export function lineProgress(
  write: (line: string) => void,
  { now = () => performance.now(), intervalMs = 5000 }: LineProgressOptions = {},
): Progress {
  const clock = new RunClock(now);
  /** Ends the step that is shown, wherever it is. */
  let leave = () => {};
  return {
    plan: (steps) => clock.plan(steps),
    stage(name, total) {
      leave();
      const step = clock.begin(name);
      let lastMs = now();
      let share = 0;
      let open = true;
      const stop = (line: string) => {
        if (open) write(line);
        open = false;
      };
      const shown = (done: number, detail: string) => {
        share = done / total;
        if (!open || now() - lastMs < intervalMs) return;
        lastMs = now();
        const all = [...clock.hasPlan ? [`${Math.floor(100 * clock.share())} % of all`] : [], clock.left()];
        const ofRun = all.filter((part) => part !== "").join(", ");
        const ofStep = [`${done}/${total}`, detail].filter((part) => part !== "").join(", ");
        write(`${name}: ${ofStep}${ofRun === "" ? "" : `; ${ofRun}`}`);
      };
      leave = () => {
        stop(stepEnd(name, share, [step.elapsed()]));
        step.end();
      };
      return {
        update(done, detail = "") {
          step.update(done / total);
          shown(done, detail);
        },
        keptUpTo(done, detail = "") {
          step.keptUpTo(done / total);
          shown(done, detail);
        },
        finish(summary = "") {
          step.end();
          stop(stepEnd(name, 1, [summary, step.elapsed()]));
        },
      };
    },
  };
}
