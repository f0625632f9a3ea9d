import process from "node:process";
// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";
import { onFailure } from "./cleanup.ts";
import type { Progress } from "./progress.ts";
import { StageClock } from "./stage_clock.ts";

const BAR_WIDTH = 20;

/**
 * Shows progress as one bar a stage, redrawn in place.
 *
 * The cursor, line wrapping and signals are left alone, so that a terminal needs no repair however the process ends.
 *
 * @param stream A terminal.
 * @returns Bars such as `Stage 1 [====----] 3/10, digit 6, try 23, loss 0.71, 12 s left`, cut to the terminal's width.
 */
export function barProgress(stream: NodeJS.WritableStream = process.stderr): Progress {
  /** Ends the stage that is shown, wherever it is. */
  let leave = () => {};
  return {
    stage(name, total) {
      leave();
      const clock = new StageClock();
      let detail = "";
      let shown = 0;
      let open = true;
      const bar = new SingleBar({
        stream,
        hideCursor: false,
        linewrap: true,
        gracefulExit: false,
        format: (_options, { value, total }) => {
          const time = open ? clock.left(value, total) : clock.elapsed();
          const parts = [`${value}/${total}`, detail, time].filter((part) => part !== "");
          return `${name} [${drawBar(value / total)}] ${parts.join(", ")}`;
        },
      });
      bar.start(total, 0);
      // A message that follows must not land behind the bar.
      const unregister = onFailure(() => bar.stop());
      const stop = (summary: string) => {
        if (!open) return;
        open = false;
        detail = summary;
        bar.stop();
        unregister();
      };
      const update = (done: number, newDetail = "") => {
        [shown, detail] = [done, newDetail];
        bar.update(done);
      };
      leave = () => stop("");
      return {
        update,
        keptUpTo(done, newDetail) {
          clock.keep(done - shown);
          update(done, newDetail);
        },
        finish(summary = "") {
          if (open) bar.update(total);
          stop(summary);
        },
      };
    },
  };
}

function drawBar(fraction: number): string {
  const full = Math.round(BAR_WIDTH * Math.min(Math.max(fraction, 0), 1));
  return "=".repeat(full) + "-".repeat(BAR_WIDTH - full);
}
