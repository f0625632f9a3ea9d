import process from "node:process";
// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";
import { onFailure } from "./cleanup.ts";
import type { Progress } from "./progress.ts";
import { RunClock } from "./run_clock.ts";
import { stepEnd } from "./step_end.ts";

const BAR_WIDTH = 20;
/** Columns that the bar's own words take, without the bar. */
const WORDS_WIDTH = 32;

/**
 * Shows progress as one bar for the whole run, redrawn in place, and leaves a line for each step that is over.
 *
 * The cursor, line wrapping and signals are left alone, so that a terminal needs no repair however the process ends.
 *
 * @param stream A terminal.
 * @param now Milliseconds on a clock that never goes back.
 * @returns A bar such as `[====----] 45 %, 12 s left, Stage 1, digit 6`, cut to the terminal's width, under lines such as
 * `Stage 1: 43 tries, 6.9 s`.
 */
export function barProgress(
  stream: NodeJS.WritableStream = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  const clock = new RunClock(now);
  const width = (stream as { columns?: number }).columns ?? 80;
  const barWidth = Math.max(4, Math.min(BAR_WIDTH, width - WORDS_WIDTH));
  /** Ends the step that is shown, wherever it is. */
  let leave = () => {};
  return {
    plan: (steps) => clock.plan(steps),
    stage(name, total) {
      leave();
      const step = clock.begin(name);
      let detail = "";
      let share = 0;
      let end: string | undefined;
      const bar = new SingleBar({
        stream,
        hideCursor: false,
        linewrap: true,
        gracefulExit: false,
        format: () => {
          if (end !== undefined) return end;
          const all = clock.hasPlan ? clock.share() : share;
          const parts = [`${percent(all)} %`, clock.left(), name, detail].filter((part) => part !== "");
          return `[${drawBar(all, barWidth)}] ${parts.join(", ")}`;
        },
      });
      bar.start(total, 0);
      // A message that follows must not land behind the bar.
      const unregister = onFailure(() => bar.stop());
      const stop = (line: string) => {
        if (end !== undefined) return;
        end = line;
        bar.stop();
        unregister();
      };
      const shown = (done: number, newDetail: string) => {
        [share, detail] = [done / total, newDetail];
        bar.update(done);
      };
      leave = () => {
        stop(stepEnd(name, share, [step.elapsed()]));
        step.end();
      };
      return {
        update(done, newDetail = "") {
          step.update(done / total);
          shown(done, newDetail);
        },
        keptUpTo(done, newDetail = "") {
          step.keptUpTo(done / total);
          shown(done, newDetail);
        },
        finish(summary = "") {
          step.end();
          stop(stepEnd(name, 1, [summary, step.elapsed()]));
        },
      };
    },
  };
}

/** Whole per cent; all of it only where it is all. */
function percent(share: number): number {
  return Math.floor(100 * Math.min(Math.max(share, 0), 1));
}

function drawBar(share: number, width: number): string {
  const full = Math.round(width * Math.min(Math.max(share, 0), 1));
  return "=".repeat(full) + "-".repeat(width - full);
}
