import type { JSX } from "preact";
import type { FieldFigure } from "../../config/field_figures.ts";
import type { LeakFreeRecord } from "../../record/record.ts";
import type { ChartSpec } from "../client/plain_chart.ts";
import { ChartFigure } from "../components/chart_figure.tsx";
import { Scroller } from "../components/text.tsx";
import { Constants } from "./constants.tsx";
import { formatInterval } from "../format.ts";
import { drawsText, errorInterval, labelCount } from "../leak_free_text.ts";
import { percentDigits } from "../../statistics/decimals.ts";

/** A method's test error in per cent. */
interface FieldRow {
  readonly method: string;
  readonly source: JSX.Element | string;
  /** Whether we read the figure, and how it was chosen. */
  readonly standing: string;
  readonly percent: number;
  readonly lower: number;
  readonly upper: number;
  readonly text: string;
  readonly own: boolean;
}

/** The field's figures and this run's, the best first, as a chart and as a table. */
export function Field(
  { leakFree, figures }: { leakFree: LeakFreeRecord; figures: readonly FieldFigure[] },
): JSX.Element {
  const rows = fieldRows(leakFree, figures);
  const labels = labelCount(leakFree);
  const caption = `Test error in per cent, MNIST, ${labels}`;
  return (
    <ChartFigure
      id="field"
      spec={fieldSpec(rows)}
      title="The error beside the field’s"
      summary={`Chart of the test errors of ${rows.length} methods with ${labels}, this run among them, with standard deviations or intervals. The table below has the data.`}
      open
    >
      <Scroller label={caption}>
        <table class="field">
          <caption>
            <span class="caption">
              {caption}. Others’ figures ± the standard deviation between draws. “Read” is a figure that we have seen in
              its source; the others are only reported. Whose code is known to choose by test error is marked; of the
              others we do not know. This run does not.<Constants leakFree={leakFree} />
            </span>
          </caption>
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col">Error, %</th>
              <th scope="col">Source</th>
              <th scope="col">Standing</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ method, source, standing, text, own }) => (
              <tr class={own ? "own" : undefined}>
                <th scope="row">{method}</th>
                <td>{text}</td>
                <td>{source}</td>
                <td>{standing}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </ChartFigure>
  );
}

function fieldRows(leakFree: LeakFreeRecord, figures: readonly FieldFigure[]): FieldRow[] {
  const { interval, of } = errorInterval(leakFree);
  const percent = 100 * leakFree.meanErrorRate;
  const own: FieldRow = {
    method: "This run",
    source: `${drawsText(leakFree)}; 95 % interval ${of}`,
    standing: "this record",
    percent,
    lower: 100 * interval.lower,
    upper: 100 * interval.upper,
    text: `${percentDigits(leakFree.meanErrorRate)} (${formatInterval(interval)})`,
    own: true,
  };
  return [...figures.map(rowOf), own].sort((a, b) => a.percent - b.percent);
}

function rowOf(figure: FieldFigure): FieldRow {
  const { method, authors, year, source, link, read, choosesByTestError } = figure;
  const { errorPercent, toPercent, deviationPercent } = figure;
  const paper = `${authors} ${year}`;
  return {
    method,
    source: (
      <>
        {link === undefined ? paper : <a href={link}>{paper}</a>}, {source}
      </>
    ),
    standing: `${read ? "read" : "reported"}${
      choosesByTestError === undefined ? "" : `; its code ${choosesByTestError}`
    }`,
    percent: errorPercent,
    lower: errorPercent - (deviationPercent ?? 0),
    upper: toPercent ?? errorPercent + (deviationPercent ?? 0),
    text: toPercent !== undefined
      ? `about ${errorPercent} to ${toPercent}`
      : deviationPercent === undefined
      ? String(errorPercent)
      : `${errorPercent} ± ${deviationPercent}`,
    own: false,
  };
}

function fieldSpec(rows: readonly FieldRow[]): ChartSpec {
  const series = (name: string, ofThem: (row: FieldRow) => boolean, colour: "notebook" | "right") => ({
    name,
    colour,
    values: rows.map((row) => ofThem(row) ? row.percent : null),
    ranges: rows.map(({ lower, upper }) => [lower, upper] as const),
  });
  return {
    type: "range",
    x: "Test error, %",
    y: "",
    labels: rows.map(({ method }) => method),
    series: [
      series("This run, with its 95 % interval", ({ own }) => own, "right"),
      series("As reported by others, ± one standard deviation", ({ own }) => !own, "notebook"),
    ],
  };
}
