import type { LeakFreeRecord, NotebookStory, RunRecord } from "../../record/record.ts";
import { classesOf } from "../classes_of.ts";
import { DIGITS } from "../digits.ts";
import { meanOf, recallOf } from "../pass_means.ts";

/** Groups of charts, in the order in which they are shown. */
export const CHART_GROUPS = ["loss", "tries", "errors"] as const;

/** One line, or one row of bars, that runs can be laid over each other by. */
export interface RunChart {
  readonly group: typeof CHART_GROUPS[number];
  /** The same in every run that has it, such as "Stage 1, digit 3". */
  readonly name: string;
  readonly x: string;
  readonly labels: readonly string[];
  /** With four significant digits; null for none. */
  readonly values: readonly (number | null)[];
}

/** What of a run can be laid over another's: loss curves, tries, errors by class. */
export function runCharts({ published, corrected, leakFree }: RunRecord): RunChart[] {
  const story = published ?? corrected;
  return [...(story ? storyCharts(story) : []), ...(leakFree ? leakFreeCharts(leakFree) : [])];
}

function storyCharts(story: NotebookStory): RunChart[] {
  return (["stage1", "stage2"] as const).flatMap((key) => {
    const { lossCurve, tries, test } = story[key];
    const stage = key === "stage1" ? "Stage 1" : "Stage 2";
    const epochs = Math.max(0, ...lossCurve.map((curve) => curve.length));
    const loss = (name: string, valueAt: (epoch: number) => number | null): RunChart => ({
      group: "loss",
      name: `${stage}, ${name}`,
      x: "Epoch",
      labels: Array.from({ length: epochs }, (_, epoch) => String(epoch + 1)),
      values: Array.from({ length: epochs }, (_, epoch) => short(valueAt(epoch))),
    });
    const errors = (score: string, confusion: readonly (readonly number[])[]) =>
      byDigit("errors", `${stage}, ${score}`, DIGITS.map((digit) => errorOf([confusion], digit)));
    return [
      loss("mean of the digits", (epoch) => meanOf(lossCurve.map((curve) => curve[epoch]))),
      ...DIGITS.map((digit) => loss(`digit ${digit}`, (epoch) => lossCurve[digit]?.[epoch] ?? null)),
      byDigit("tries", stage, tries),
      errors("label-free", test.labelFreeConfusion),
      errors("label-informed", test.labelInformedConfusion),
    ];
  });
}

function leakFreeCharts({ draws }: LeakFreeRecord): RunChart[] {
  const curves = draws.flatMap(({ lossCurves }) => lossCurves);
  const points = Math.max(0, ...curves.map((curve) => curve.length));
  const steps = draws[0]?.steps ?? 0;
  const stretch = Math.ceil(steps / Math.max(1, points));
  const network: RunChart = {
    group: "loss",
    name: "Leak-free networks, mean",
    x: "Step",
    labels: Array.from({ length: points }, (_, place) => String(Math.min(steps, (place + 1) * stretch))),
    values: Array.from({ length: points }, (_, place) => short(meanOf(curves.map((curve) => curve[place])))),
  };
  const confusions = draws.map(({ confusion }) => confusion);
  return [
    ...(points === 0 ? [] : [network]),
    byDigit("errors", "Leak-free, mean of the draws", classesOf({ draws }).map((label) => errorOf(confusions, label))),
  ];
}

function byDigit(group: RunChart["group"], name: string, values: readonly (number | null)[]): RunChart {
  return { group, name, x: "Digit", labels: values.map((_, label) => String(label)), values: values.map(short) };
}

/** The mean share of a digit's images that are misread. */
function errorOf(confusions: readonly (readonly (readonly number[])[])[], digit: number): number | null {
  return meanOf(confusions.map((confusion) => {
    const right = recallOf({ confusion }, digit);
    return right === null ? null : 1 - right;
  }));
}

function short(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4));
}
