import assert from "node:assert/strict";
import type { Progress } from "../../lib/run/progress.ts";
import { sharedProgress } from "../../lib/run/shared_progress.ts";

Deno.test("sharedProgress() adds the runs up in one bar that never goes back", () => {
  const shown: (readonly [number, string | undefined])[] = [];
  const stages: [string, number][] = [];
  let ended = 0;
  const progress: Progress = {
    stage(name, total) {
      stages.push([name, total]);
      return {
        update: (done, detail) => void shown.push([done, detail]),
        keptUpTo: (done, detail) => void shown.push([done, `${detail}, before`]),
        finish: () => void ended++,
      };
    },
  };
  const shared = sharedProgress(progress, "2 seeds", 2, [1, 3]);
  const [a, b] = [shared.ofRun("seed 0"), shared.ofRun("seed 1")];
  const first = a.stage("Stage 1", 10);
  const other = b.stage("Stage 1", 10);
  first.update(5, "digit 4");
  other.update(10);
  first.finish("done");
  first.update(7);
  first.finish();
  const next = a.stage("Stage 2", 4);
  next.update(1);
  other.finish();
  next.finish();
  const last = b.stage("Stage 2", 1);
  last.keptUpTo(1);
  last.finish();
  shared.finish();
  assert.deepEqual(stages, [["2 seeds", 2]]);
  assert.deepEqual(shown, [
    [0.12, "seed 0, Stage 1, digit 4"],
    [0.37, "seed 1, Stage 1"],
    [0.5, "seed 0, Stage 1 done"],
    [0.68, "seed 0, Stage 2"],
    [0.68, "seed 1, Stage 1 done"],
    [1.25, "seed 0, Stage 2 done"],
    [2, "seed 1, Stage 2, before"],
    [2, "seed 1, Stage 2 done"],
  ]);
  assert.equal(ended, 1);
});
