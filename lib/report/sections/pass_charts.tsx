import type { JSX } from "preact";
import type { LeakFreeRecord, PassRecord } from "../../record/record.ts";
import { ChartFigure } from "../components/chart_figure.tsx";
import { DataTable } from "../components/text.tsx";
import { formatCount, rateOrDash } from "../format.ts";
import { drawsText } from "../leak_free_text.ts";
import { givenOf, meanOf, recallOf, wrongOf } from "../pass_means.ts";

const PASSES = [["first", "Pass 1"], ["second", "Pass 2"]] as const;

interface Pass {
  readonly title: string;
  /** One a draw. */
  readonly records: readonly PassRecord[];
}

/** Coverage and precision of both passes, by confidence and by class. */
export function PassCharts({ leakFree }: { leakFree: LeakFreeRecord }): JSX.Element {
  const passes = PASSES.map(([key, title]) => ({
    title,
    records: leakFree.draws.map((draw) => draw.pseudoLabels[key]),
  }));
  const over = leakFree.draws.length === 1 ? "" : `, means over ${drawsText(leakFree)}`;
  return (
    <>
      <div class="pair">
        <ByConfidence passes={passes} over={over} />
      </div>
      <ByClass passes={passes} over={over} />
    </>
  );
}

function ByConfidence({ passes, over }: { passes: readonly Pass[]; over: string }): JSX.Element {
  const levels = passes[0]?.records[0]?.byConfidence.map(({ atLeast }) => atLeast) ?? [];
  const labels = levels.map((atLeast) => atLeast === 0 ? "any" : String(atLeast));
  return (
    <>
      {([["coverage", "Coverage: kept of all unlabelled images"], [
        "precision",
        "Precision: right of the kept",
      ]] as const)
        .map(([key, title]) => {
          const series = passes.map(({ title: name, records }, pass) => ({
            name,
            colour: key === "coverage" ? "notebook" as const : "right" as const,
            faint: pass === 0,
            values: levels.map((_, level) => meanOf(records.map((record) => record.byConfidence[level]?.[key]))),
          }));
          return (
            <ChartFigure
              id={`pass-${key}`}
              spec={{ type: "line", x: "Confidence at least", y: "Share", labels, series, share: true }}
              title={title}
              summary={`Line chart of the ${key} of both passes’ pseudo-labels by confidence. The table below has the data.`}
              open
            >
              <DataTable
                caption={`${title}, by confidence${over}`}
                columns={["Confidence at least", ...series.map(({ name }) => name)]}
                rows={labels.map((heading, level) => ({
                  heading,
                  cells: series.map(({ values }) => rateOrDash(values[level] ?? null)),
                }))}
              />
            </ChartFigure>
          );
        })}
    </>
  );
}

function ByClass({ passes, over }: { passes: readonly Pass[]; over: string }): JSX.Element {
  const classes = Array.from(passes[0]?.records[0]?.confusion ?? [], (_, label) => label);
  return (
    <ChartFigure
      id="pass-classes"
      spec={{
        type: "bar",
        x: "Pseudo-label",
        y: "Wrong ones",
        labels: classes.map(String),
        series: passes.map(({ title, records }, pass) => ({
          name: title,
          colour: "wrong" as const,
          faint: pass === 0,
          values: classes.map((digit) => meanOf(records.map((record) => wrongOf(record, digit)))),
        })),
      }}
      title="Wrong pseudo-labels by class"
      summary="Bar chart of the wrong pseudo-labels that each class was given in both passes. The table below has the data."
    >
      <DataTable
        caption={`Pseudo-labels by class${over}`}
        columns={[
          "Class",
          ...passes.flatMap(({ title }) =>
            ["images", "wrong", "precision", "found of the class"].map((name) => `${title}, ${name}`)
          ),
        ]}
        rows={classes.map((digit) => ({
          heading: digit,
          cells: passes.flatMap(({ records }) => [
            countOrDash(meanOf(records.map((record) => givenOf(record, digit)))),
            countOrDash(meanOf(records.map((record) => wrongOf(record, digit)))),
            rateOrDash(meanOf(records.map((record) => record.byConfidence[0]?.precisionByClass[digit]))),
            rateOrDash(meanOf(records.map((record) => recallOf(record, digit)))),
          ]),
        }))}
      />
    </ChartFigure>
  );
}

function countOrDash(count: number | null): string {
  return count === null ? "–" : formatCount(count);
}
