import type { Progress, StageProgress } from "./progress.ts";

/**
 * One bar for several runs that go on at the same time.
 *
 * @param progress Shows the bar.
 * @param name Names the runs, such as `Seeds 0 to 9`.
 * @param runs How many runs.
 * @param stages What is spent on each stage of a run, in any unit, in their order.
 * @returns A progress for each run, to be told of its stages in order; and what ends the bar.
 */
export function sharedProgress(
  progress: Progress,
  name: string,
  runs: number,
  stages: readonly number[],
): { readonly ofRun: (label: string) => Progress; readonly finish: () => void } {
  const all = stages.reduce((sum, cost) => sum + cost, 0);
  const bar = progress.stage(name, runs);
  const done = new Map<Progress, number>();
  let shown = 0;
  const show = (tell: StageProgress["update"], detail: string) => {
    const total = [...done.values()].reduce((sum, part) => sum + part, 0);
    shown = Math.max(shown, Math.min(runs, Math.floor(100 * total) / 100));
    tell(shown, detail);
  };
  return {
    ofRun: (label) => {
      let [begun, finished] = [0, 0];
      const ofRun: Progress = {
        stage(stageName, total): StageProgress {
          let open = true;
          const cost = (stages[begun++] ?? 0) / all;
          const told = (tell: StageProgress["update"]) => (part: number, detail?: string) => {
            if (!open) return;
            done.set(ofRun, finished + cost * part / total);
            show(tell, [label, stageName, ...detail ? [detail] : []].join(", "));
          };
          return {
            update: told(bar.update),
            keptUpTo: told(bar.keptUpTo),
            finish() {
              if (!open) return;
              open = false;
              done.set(ofRun, finished += cost);
              show(bar.update, `${label}, ${stageName} done`);
            },
          };
        },
      };
      return ofRun;
    },
    finish: () => bar.finish(),
  };
}
