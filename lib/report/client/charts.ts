import type { ChartConfiguration, ChartDataset, ChartOptions } from "chart.js";
import type { CorrectedRecord, PublishedRecord } from "../../record/record.ts";
import { formatLoss } from "../format.ts";
import { commonOptions } from "./chart_options.ts";
import { lineNames } from "./line_names.ts";
import { lineOf, type Theme } from "./theme.ts";

/** The run that a page is about. */
export type Story = PublishedRecord | CorrectedRecord;

/** What the reader has chosen for a chart, and what the page says of it. */
export interface ChartChoices {
  readonly stage: "stage1" | "stage2";
  readonly logarithmic: boolean;
  /** Figures to draw beside the run's own. */
  readonly reference: readonly number[];
}

const DIGIT_LABELS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** The charts by the name that a figure gives. */
export function chartConfiguration(
  kind: string,
  published: Story,
  choices: ChartChoices,
  theme: Theme,
): ChartConfiguration {
  switch (kind) {
    case "pseudo-labels":
      return pseudoLabelChart(published, choices, theme);
    case "tries":
      return triesChart(published, theme);
    case "loss-curves":
      return lossCurveChart(published, choices, theme);
    case "losses-by-try":
      return lossesByTryChart(published, choices, theme);
    default:
      throw new RangeError(`Cannot draw a chart: found the kind "${kind}", wanted one that this page knows`);
  }
}

function pseudoLabelChart(
  { pseudoLabels: { byClass, wrongByClass } }: Story,
  { reference }: ChartChoices,
  theme: Theme,
): ChartConfiguration {
  const right = byClass.map((kept, digit) => kept - (wrongByClass[digit] ?? 0));
  const datasets: ChartDataset<"bar">[] = [
    { label: "Right", data: right, backgroundColor: theme.right, stack: "run" },
    { label: "Wrong", data: wrongByClass, backgroundColor: theme.wrong, stack: "run" },
  ];
  if (reference.length > 0) {
    datasets.push({
      label: "Published notebook",
      data: [...reference],
      backgroundColor: "transparent",
      borderColor: theme.notebook,
      borderWidth: 2,
      stack: "notebook",
    });
  }
  return {
    type: "bar",
    data: { labels: DIGIT_LABELS, datasets },
    options: commonOptions(theme, { x: "Pseudo-label", y: "Images kept", stacked: true }),
  } as ChartConfiguration;
}

function triesChart({ stage1, stage2 }: Story, theme: Theme): ChartConfiguration {
  return {
    type: "bar",
    data: {
      labels: DIGIT_LABELS,
      datasets: [
        { label: "Stage 1", data: stage1.tries, backgroundColor: theme.series[0] },
        {
          label: "Stage 2",
          data: stage2.tries,
          backgroundColor: "transparent",
          borderColor: theme.series[1],
          borderWidth: 2,
        },
      ],
    },
    options: commonOptions(theme, { x: "Digit", y: "Tries", wholeNumbers: true }),
  };
}

function lossCurveChart(
  published: Story,
  { stage, logarithmic }: ChartChoices,
  theme: Theme,
): ChartConfiguration {
  const { lossCurve } = published[stage];
  const epochs = Math.max(...lossCurve.map((curve) => curve.length));
  const labels = Array.from({ length: epochs }, (_, epoch) => String(epoch + 1));
  const datasets: ChartDataset<"line">[] = lossCurve.map((curve, digit) => {
    const { color, dash } = lineOf(theme, digit);
    return {
      label: String(digit),
      data: logarithmic ? curve.map(positive) : curve,
      borderColor: color,
      backgroundColor: color,
      borderDash: dash,
      borderWidth: 2,
      pointRadius: 0,
      pointStyle: "line",
      pointHitRadius: 8,
    };
  });
  datasets.push(targetLine(labels.map(() => published.settings[stage].targetLoss), theme));
  return {
    type: "line",
    data: { labels, datasets },
    options: commonOptions(theme, { x: "Epoch", y: "Loss", logarithmic, legend: "line" }),
    plugins: [lineNames(lossCurve.length, theme)],
  } as ChartConfiguration;
}

function lossesByTryChart(
  published: Story,
  { stage, logarithmic }: ChartChoices,
  theme: Theme,
): ChartConfiguration {
  const { lossByTry, winningLoss } = published[stage];
  const { targetLoss } = published.settings[stage];
  const tries = lossByTry.flatMap((losses, digit) => {
    const winner = losses.indexOf(winningLoss[digit] ?? NaN);
    return losses.map((loss, place) => ({
      // The tries of a digit stand side by side, within 0.35 of it.
      x: digit + (losses.length < 2 ? 0 : 0.7 * place / (losses.length - 1) - 0.35),
      y: logarithmic ? positive(loss) : loss,
      won: place === winner,
      text: `digit ${digit}, try ${place + 1} of ${losses.length}: loss ${formatLoss(loss)}`,
    }));
  });
  const points = (
    won: boolean,
    label: string,
    color: string,
    style: "circle" | "rectRot",
  ): ChartDataset<"scatter"> => ({
    label,
    data: tries.filter((entry) => entry.won === won),
    pointStyle: style,
    pointRadius: won ? 6 : 3.5,
    borderColor: color,
    backgroundColor: won ? color : "transparent",
    borderWidth: 1.5,
  });
  const options = commonOptions(theme, { x: "Digit", y: "Loss", logarithmic, legend: "point" });
  return {
    type: "scatter",
    data: {
      datasets: [
        points(true, "Winning try", theme.right, "rectRot"),
        points(false, "Other try", theme.wrong, "circle"),
        {
          ...targetLine([], theme),
          data: [{ x: -0.5, y: targetLoss }, { x: 9.5, y: targetLoss }],
          showLine: true,
        } as ChartDataset<"scatter">,
      ],
    },
    options: {
      ...options,
      interaction: { mode: "nearest", intersect: true },
      scales: {
        ...options.scales,
        x: { ...options.scales?.x, type: "linear", min: -0.5, max: 9.5, afterBuildTicks: showDigits },
      },
      plugins: {
        ...options.plugins,
        tooltip: {
          callbacks: {
            title: () => "",
            label: ({ raw }) => (raw as { text?: string }).text ?? `target: loss ${targetLoss}`,
          },
        },
      },
    } as ChartOptions<"scatter">,
  } as ChartConfiguration;
}

/** A linear axis that begins at -0.5 would put its ticks between the digits. */
function showDigits(axis: { ticks: { value: number }[] }): void {
  axis.ticks = DIGIT_LABELS.map((label) => ({ value: Number(label) }));
}

function targetLine(data: number[], theme: Theme): ChartDataset<"line"> {
  return {
    label: "Target",
    data,
    borderColor: theme.ink,
    backgroundColor: theme.ink,
    borderDash: [2, 3],
    borderWidth: 1.5,
    pointRadius: 0,
    pointStyle: "line",
  };
}

/** A logarithmic axis has no place for 0. */
function positive(value: number): number {
  return value > 0 ? value : NaN;
}
