import { join } from "node:path";
import { writeFileAtomically } from "../run/atomic_file.ts";
import type { Progress } from "../run/progress.ts";
import { formatRecordJson } from "../record/record_json.ts";
import { delay } from "./delay.ts";
import type { Engine } from "./engine.ts";
import { RESULTS_FILE } from "./folder.ts";
import { type EngineView, SweepLook } from "./look.ts";
import { mergeSweep } from "./merge.ts";
import type { SweepPlan } from "./plan.ts";
import type { SweepRecord } from "./sweep_record.ts";

/** Draws the page of a sweep. */
export type DrawPage = (record: SweepRecord) => string;

/** Writes what a sweep has come to so far, and its page. */
export async function writeResults(folder: string, record: SweepRecord, draw: DrawPage): Promise<void> {
  await writeFileAtomically(join(folder, RESULTS_FILE), formatRecordJson(record));
  await writeFileAtomically(join(folder, "index.html"), draw(record));
}

/** Looks at a sweep once, and writes results and page. */
export async function lookOnce(
  folder: string,
  plan: SweepPlan,
  view: EngineView,
  draw: DrawPage,
): Promise<SweepRecord> {
  const record = mergeSweep(plan, await new SweepLook(folder, plan).look(view), new Date());
  await writeResults(folder, record, draw);
  return record;
}

/**
 * Follows a sweep until its engine has nothing more to do, and writes results and page at each change.
 *
 * @param notify Shows a notice.
 */
export async function watchSweep(
  folder: string,
  plan: SweepPlan,
  engine: Engine,
  draw: DrawPage,
  progress: Progress,
  notify: (notice: string) => void,
): Promise<SweepRecord> {
  const startMs = performance.now();
  const look = new SweepLook(folder, plan);
  const stage = progress.stage("Tasks", plan.tasks.length);
  let before = "";
  for (;;) {
    const view = await engine.view();
    // Asked first: what ends between the two is seen in the next round.
    const over = engine.isOver();
    const found = await look.look(view);
    const record = mergeSweep(plan, found, new Date());
    const done = record.tasks.filter(({ state }) => state === "done").length;
    const now = JSON.stringify(record.tasks);
    if (now !== before) {
      await writeResults(folder, record, draw);
      stage.update(done, countsText(record));
    }
    before = now;
    for (const notice of engine.notices()) notify(notice);
    if (over || done === plan.tasks.length) {
      stage.finish(countsText(record));
      return record;
    }
    await delay(engine.lookEveryMs(performance.now() - startMs));
  }
}

/** Tasks that are not done, by their state, such as "2 running, 5 waiting". */
export function countsText({ tasks }: SweepRecord): string {
  return (["running", "waiting", "stopped", "failed"] as const).flatMap((state) => {
    const count = tasks.filter((task) => task.state === state).length;
    return count > 0 ? [`${count} ${state}`] : [];
  }).join(", ");
}
