import type { JSX } from "preact";
import type { Axis } from "../../sweep/plan.ts";
import { type Measure, type MeasureKey, MEASURES, type SweepGroup } from "../../sweep/sweep_record.ts";
import { settingText } from "../../sweep/sweep_summary.ts";
import type { ChartSeries, ChartSpec } from "../client/plain_chart.ts";
import { ChartFigure } from "../components/chart_figure.tsx";
import { DataTable, Foreign, Section } from "../components/text.tsx";
import { formatInterval, formatRate, shorten } from "../format.ts";
import { rateInterval } from "./rate_interval.ts";

const COLOURS = ["right", "wrong", "notebook"] as const;
const LONGEST_LABEL = 60;

/** A chart an axis: error rates with their intervals, the axis' own values first. */
export function AxisCharts(
  { axes, groups }: { axes: readonly Axis[]; groups: readonly SweepGroup[] },
): JSX.Element | null {
  const shown = axes.filter(({ flag }) =>
    groups.some(({ setting, measures }) => flag in setting && measures.length > 0)
  );
  if (shown.length === 0) return null;
  return (
    <Section id="axes" title="Along each axis">
      {shown.map((axis) => <AxisChart axis={axis} groups={groups} />)}
    </Section>
  );
}

function AxisChart({ axis: { flag, values }, groups }: { axis: Axis; groups: readonly SweepGroup[] }): JSX.Element {
  const rows = values.flatMap((value) => groups.filter(({ setting }) => setting[flag] === value))
    .filter(({ measures }) => measures.some(({ testImages }) => testImages > 0));
  const labels = rows.map(({ setting }) => {
    const { [flag]: own = "", ...others } = setting;
    return shorten([own, settingText(others)].filter((part) => part !== "").join(" · "), LONGEST_LABEL);
  });
  const keys = (Object.keys(MEASURES) as MeasureKey[]).filter((key) => rows.some((row) => measureOf(row, key)));
  const spec: ChartSpec = {
    type: "range",
    x: "Test images wrong, per cent",
    y: flag,
    labels,
    series: keys.map((key, place): ChartSeries => ({
      name: MEASURES[key],
      colour: COLOURS[place % COLOURS.length]!,
      values: rows.map((row) => percent(measureOf(row, key))),
      ranges: rows.map((row) => percents(measureOf(row, key))),
    })),
  };
  const title = `Error rate by ${flag}`;
  return (
    <ChartFigure
      id={`axis-${flag}`}
      spec={spec}
      title={title}
      summary={`Marks for mean error rates by ${flag}, with bars for their 95 % intervals. The table below has the data.`}
    >
      <DataTable
        caption={title}
        columns={[flag, ...keys.flatMap((key) => [MEASURES[key], "95 % interval"])]}
        rows={rows.map((row, i) => ({
          heading: <Foreign text={labels[i]!} />,
          cells: keys.flatMap((key) => {
            const measure = measureOf(row, key);
            if (measure === undefined) return ["–", "–"];
            return [formatRate(measure.summary.mean / measure.testImages), formatInterval(rateInterval(measure))];
          }),
        }))}
      />
    </ChartFigure>
  );
}

function measureOf({ measures }: SweepGroup, key: MeasureKey): Measure | undefined {
  return measures.find((measure) => measure.key === key && measure.testImages > 0);
}

function percent(measure: Measure | undefined): number | null {
  return measure ? Number((100 * measure.summary.mean / measure.testImages).toFixed(3)) : null;
}

function percents(measure: Measure | undefined): [number, number] {
  if (!measure) return [0, 0];
  const { lower, upper } = rateInterval(measure);
  return [Number((100 * lower).toFixed(3)), Number((100 * upper).toFixed(3))];
}
