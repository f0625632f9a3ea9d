import { RunRecord } from "../record/record.ts";
import { renderReport as render } from "../report/render.tsx";
import { runAssetsOf } from "./run_assets_of.ts";
import type { Run } from "./run.ts";

/**
 * Renders a run's report: one HTML file that needs nothing else, opens offline, and is readable without JavaScript. The same
 * run gives the same bytes.
 *
 * @param run As {@linkcode readRun} or {@linkcode reproduce} gives it; without its folder's weights there is no drawing pad,
 * without its pictures no digit
 * @returns The page
 * @throws {TypeError} If the run is not a whole record, or the weights are not its own
 * @throws {Error} If Chart.js is not installed, or may not be read
 *
 * @example The report of a run that comes with the project
 * ```ts
 * import { readRun, renderReport } from "@tenshot/tenshot";
 *
 * const html = renderReport(await readRun("reports/sample/both"));
 * console.log(html.length, "characters");
 * ```
 */
export function renderReport(run: Run): string {
  const { success, data } = RunRecord.safeParse(run);
  if (!success) {
    throw new TypeError("Rendering a report: found a run that is no whole record, wanted what run.json holds");
  }
  return render(data, runAssetsOf(run));
}
