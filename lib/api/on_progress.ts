import type { Progress } from "../run/progress.ts";

/**
 * Is told how far work is.
 *
 * @param stage What is going on, such as `Graph`
 * @param share How much of that is done, 0 to 1
 * @param detail What is being done right now, or what came of a stage that is done
 */
export type OnProgress = (stage: string, share: number, detail?: string) => void;

/** Work's progress as a function is told of it. */
export function progressFor(onProgress: OnProgress = () => {}): Progress {
  return {
    stage(name, total) {
      let finished = false;
      const tell = (done: number, detail?: string) => {
        if (!finished) onProgress(name, Math.min(1, done / total), detail);
      };
      tell(0);
      return {
        update: tell,
        keptUpTo: tell,
        finish(summary) {
          tell(total, summary);
          finished = true;
        },
      };
    },
  };
}
