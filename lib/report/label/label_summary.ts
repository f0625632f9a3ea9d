import { formatDuration } from "../../run/format_duration.ts";
import { LABELS_FILE, SUGGESTIONS_FILE } from "../../run/folder.ts";
import type { LabelRecord, RunRecord } from "../../record/record.ts";
import { countOf, formatCount } from "../format.ts";
import { labelWarnings } from "./label_text.ts";
import { percentDigits } from "../../statistics/decimals.ts";

/** Refused pictures that the terminal names. */
const NAMED = 5;

/** What the terminal shows at the end: what was labelled and how sure, what to look at, where the files lie. */
export function summariseLabels({ provenance }: RunRecord, label: LabelRecord, folder: string): string {
  const { pictures, given, classes, way, doubtful, check, refused, suggestions, timings } = label;
  const labels = given.flat().length;
  const others = pictures - labels;
  const percent = (part: number, whole: number) => `${percentDigits(whole === 0 ? 0 : part / whole, 1)} %`;
  return [
    ...(provenance.notices ?? []).map((notice) => `${notice}.`),
    ...refused.slice(0, NAMED).map(({ picture, reason }) => `Not used: ${picture}: ${reason}`),
    ...(refused.length > NAMED ? [`Not used: ${formatCount(refused.length - NAMED)} more, see the report`] : []),
    ...(classes.length === 0 ? [`${countOf(pictures, "picture")}, none of them labelled yet`] : [
      `${countOf(others, "picture")} labelled from ${countOf(labels, "label")} of ${
        formatCount(classes.length)
      } classes, ${way === "groups" ? "by groups that labels name" : "by labels that spread"}`,
      `Worth a look, as another label is nearly as likely: ${formatCount(doubtful)} (${percent(doubtful, others)})`,
    ]),
    ...(check === undefined ? [] : [
      `Checked: ${formatCount(check.wrong)} of ${formatCount(check.pictures)} wrong, ${
        percentDigits(check.wrong / check.pictures)
      } % (95 % interval ${percentDigits(check.interval.lower)} to ${percentDigits(check.interval.upper)} %)`,
    ]),
    ...labelWarnings(label).map((warning) => `${warning}.`),
    `Time  ${formatDuration(label.durationMs)} in all: ${formatDuration(timings.picturesMs)} pictures, ${
      formatDuration(timings.graphMs)
    } graph, ${formatDuration(timings.labelsMs)} labels${
      label.members > 0 ? `, ${formatDuration(timings.networkMs)} networks` : ""
    }`,
    "",
    ...(classes.length === 0 ? [] : [`Labels  ${folder}/${LABELS_FILE}`]),
    ...(suggestions === undefined
      ? []
      : [`To label next, ${countOf(suggestions.length, "picture")}  ${folder}/${SUGGESTIONS_FILE}`]),
    `Record  ${folder}/run.json`,
    `Report  open ${folder}/index.html`,
  ].join("\n");
}
