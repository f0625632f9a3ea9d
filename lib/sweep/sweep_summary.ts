import { formatDecimal, percentDigits } from "../statistics/decimals.ts";
import { MEASURES, type SweepGroup, type SweepRecord } from "./sweep_record.ts";
import { countsText } from "./watch.ts";

/** What the terminal shows of a sweep: how far it is, what it has come to, and what failed where. */
export function summariseSweep(record: SweepRecord, folder: string): string {
  const { tasks, groups } = record;
  const done = tasks.filter(({ state }) => state === "done").length;
  const rest = countsText(record);
  return [
    `${done} of ${tasks.length} ${tasks.length === 1 ? "task" : "tasks"} done${rest === "" ? "" : `, ${rest}`}`,
    ...failures(record),
    "",
    ...groups.flatMap(groupLines),
    `Results  ${folder}/results.json`,
    `Report   open ${folder}/index.html`,
  ].join("\n");
}

/** A setting in words, such as "labels-per-class=5, preset=graph". */
export function settingText(setting: SweepGroup["setting"]): string {
  return Object.entries(setting).map(([flag, value]) => `${flag}=${value}`).join(", ");
}

function groupLines({ setting, wanted, found, measures }: SweepGroup): string[] {
  const title = settingText(setting) || "All tasks";
  return [
    `${title}: ${found} of ${wanted}`,
    ...measures.map(({ key, testImages, summary: { mean, minimum, maximum } }) => {
      const percent = testImages === 0 ? "–" : `${percentDigits(mean / testImages)} %`;
      const spread = minimum === maximum ? "" : ` (${minimum} to ${maximum})`;
      return `  ${MEASURES[key]}: ${Number(formatDecimal(mean, 1))} ${
        mean === 1 ? "error" : "errors"
      } in ${testImages} = ${percent}${spread}`;
    }),
    "",
  ];
}

/** Why tasks failed or wait, the same reason on the same machine in one line. */
function failures({ tasks }: SweepRecord): string[] {
  const byReason = new Map<string, number[]>();
  for (const { task, state, node, reason, lastLine } of tasks) {
    if (state === "done" || state === "running" || reason === undefined && lastLine === undefined) continue;
    const where = node === undefined ? "" : ` on ${node}`;
    const text = `${state}${where}: ${[reason, lastLine].filter((part) => part !== undefined).join("; ")}`;
    byReason.set(text, [...byReason.get(text) ?? [], task]);
  }
  return [...byReason].map(([text, found]) => {
    const names = found.length > 5 ? `${found.slice(0, 5).join(", ")} and ${found.length - 5} more` : found.join(", ");
    return `  ${found.length === 1 ? "task" : "tasks"} ${names} ${text}`;
  });
}
