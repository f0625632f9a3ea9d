import type { Progress } from "./progress.ts";
import { StageClock } from "./stage_clock.ts";

/** What a test may choose. */
export interface LineProgressOptions {
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
  /** A stage writes at most one line in this time, but for its last. */
  readonly intervalMs?: number;
}

/**
 * Shows progress as plain lines, for logs: one every few seconds and one at the end of each stage.
 *
 * @param write Takes one line, without its newline.
 * @param options What a test may choose.
 * @returns Lines such as `Stage 1: 3/10, digit 6, try 23, loss 0.71, 12 s left`.
 */
export function lineProgress(
  write: (line: string) => void,
  { now = () => performance.now(), intervalMs = 5000 }: LineProgressOptions = {},
): Progress {
  /** Ends the stage that is shown, wherever it is. */
  let leave = () => {};
  return {
    stage(name, total) {
      leave();
      const clock = new StageClock(now);
      let lastMs = now();
      let lastDone = 0;
      let open = true;
      const line = (...parts: string[]) => write(`${name}: ${parts.filter((part) => part !== "").join(", ")}`);
      const stop = (done: number, summary: string) => {
        if (open) line(`${done}/${total}`, summary, clock.elapsed());
        open = false;
      };
      const update = (done: number, detail = "") => {
        lastDone = done;
        if (!open || now() - lastMs < intervalMs) return;
        lastMs = now();
        line(`${done}/${total}`, detail, clock.left(done, total));
      };
      leave = () => stop(lastDone, "");
      return {
        update,
        keptUpTo(done, detail) {
          clock.keep(done - lastDone);
          update(done, detail);
        },
        finish: (summary = "") => stop(total, summary),
      };
    },
  };
}
