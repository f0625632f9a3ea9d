import type { JSX } from "preact";
import type { LeakFreeRecord, NotebookStory } from "../../record/record.ts";
import { ChartFigure } from "../components/chart_figure.tsx";
import { DataTable } from "../components/text.tsx";
import { classesOf } from "../classes_of.ts";
import { DIGITS } from "../digits.ts";
import { formatShare, rateOrDash } from "../format.ts";
import { drawsText } from "../leak_free_text.ts";
import { meanOf, recallOf } from "../pass_means.ts";

/** How many of each digit's test images both stages get right, under both scores. */
export function ClassAccuracy({ story: { stage1, stage2 } }: { story: NotebookStory }): JSX.Element {
  const series = ([["Stage 1", stage1], ["Stage 2", stage2]] as const).flatMap(([title, { test }], stage) =>
    ([["label-informed", "labelInformedConfusion", "wrong"], ["label-free", "labelFreeConfusion", "right"]] as const)
      .map(([score, key, colour]) => ({
        name: `${title}, ${score}`,
        colour,
        faint: stage === 0,
        values: DIGITS.map((digit) => recallOf({ confusion: test[key] }, digit)),
      }))
  );
  return (
    <ChartFigure
      id="class-accuracy"
      spec={{ type: "bar", x: "True digit", y: "Right", labels: DIGITS.map(String), series, share: true }}
      title="Test images right by digit"
      summary="Bar chart of the share of each digit’s test images that both stages get right under both scores. The table below has the data."
    >
      <DataTable
        caption="Test images right by digit"
        columns={["Digit", ...series.map(({ name }) => name)]}
        rows={DIGITS.map((digit) => ({
          heading: digit,
          cells: series.map(({ values }) => rateOrDash(values[digit] ?? null)),
        }))}
      />
    </ChartFigure>
  );
}

/** How many of each class's test images a leak-free run gets wrong: the mean over draws and the worst of them. */
export function ClassErrors({ leakFree }: { leakFree: LeakFreeRecord }): JSX.Element {
  const { draws } = leakFree;
  const classes = classesOf(leakFree);
  const rates = classes.map((digit) => draws.map(({ confusion }) => 1 - (recallOf({ confusion }, digit) ?? 1)));
  const means = rates.map(meanOf);
  const worst = rates.map((ofDraws) => Math.max(...ofDraws));
  const many = draws.length > 1;
  return (
    <ChartFigure
      id="class-errors"
      spec={{
        type: "bar",
        x: "True digit",
        y: "Wrong",
        labels: classes.map(String),
        share: true,
        series: [
          { name: many ? `Mean of ${drawsText(leakFree)}` : "This run", colour: "right", values: means },
          ...(many ? [{ name: "Worst draw", colour: "notebook" as const, faint: true, values: worst }] : []),
        ],
      }}
      title="Test images wrong by digit"
      summary="Bar chart of the share of each digit’s test images that are misread. The table below has the data."
    >
      <DataTable
        caption={`Test images by digit${many ? `, ${drawsText(leakFree)}` : ""}`}
        columns={["Digit", "Test images", "Right", "Wrong", ...(many ? ["Wrong in the worst draw"] : [])]}
        rows={classes.map((digit) => {
          const row = draws[0]?.confusion[digit] ?? [];
          return {
            heading: digit,
            cells: [
              row.reduce((total, count) => total + count, 0),
              formatShare(1 - (means[digit] ?? 0), 1),
              formatShare(means[digit] ?? 0, 1),
              ...(many ? [formatShare(worst[digit] ?? 0, 1)] : []),
            ],
          };
        })}
      />
    </ChartFigure>
  );
}
