import type { ChartConfiguration, ChartDataset, ChartOptions } from "chart.js";
import { commonOptions, unitOfAxis } from "./chart_options.ts";
import { lineOf, type Theme } from "./theme.ts";
import { formatDecimal, percentDigits } from "../../statistics/decimals.ts";

/** One line, or one bar of each group. */
export interface ChartSeries {
  readonly name: string;
  /** A value for each label; null for none. */
  readonly values: readonly (number | null)[];
  /** From where to where each value may lie, for ranges. */
  readonly ranges?: readonly (readonly [lower: number, upper: number])[];
  /** A colour of the theme that means something; otherwise the series' place chooses. */
  readonly colour?: "right" | "wrong" | "notebook";
  /** Drawn as an outline, or dashed. */
  readonly faint?: boolean;
}

/** A chart that the page carries ready to draw, in its figure's `data-spec`. */
export interface ChartSpec {
  /** Lines; bars side by side or on top of each other; or lying bars from a lower to an upper value with a mark in them. */
  readonly type: "line" | "bar" | "stacked" | "range";
  readonly x: string;
  readonly y: string;
  readonly labels: readonly string[];
  readonly series: readonly ChartSeries[];
  /** Whether values are shares, to be shown in per cent. */
  readonly share?: boolean;
}

/** Draws a spec in the colours of a theme. */
export function plainChart(spec: ChartSpec, logarithmic: boolean, theme: Theme): ChartConfiguration {
  if (spec.type === "range") return rangeChart(spec, theme);
  const options = commonOptions(theme, {
    x: spec.x,
    y: spec.y,
    logarithmic,
    stacked: spec.type === "stacked",
    legend: spec.type === "line" ? "line" : "box",
  });
  return {
    type: spec.type === "line" ? "line" : "bar",
    data: {
      labels: [...spec.labels],
      datasets: spec.series.map((series, place) => {
        // A logarithmic axis has no place for 0.
        const data = series.values.map((value) => logarithmic && value !== null && value <= 0 ? null : value);
        return spec.type === "line" ? lineDataset(series, data, place, theme) : barDataset(series, data, place, theme);
      }),
    },
    options: spec.share ? inPerCent(options, spec.type === "line") : options,
  } as ChartConfiguration;
}

function lineDataset(
  { name, colour, faint }: ChartSeries,
  data: (number | null)[],
  place: number,
  theme: Theme,
): ChartDataset<"line"> {
  const line = lineOf(theme, place);
  const color = colour === undefined ? line.color : theme[colour];
  return {
    label: name,
    data,
    borderColor: color,
    backgroundColor: color,
    borderDash: faint ? [6, 4] : colour === undefined ? line.dash : [],
    borderWidth: 2,
    pointRadius: data.length > 30 ? 0 : 3,
    pointHitRadius: 8,
    pointStyle: data.length > 30 ? "line" : "circle",
  };
}

function barDataset(
  { name, colour, faint }: ChartSeries,
  data: (number | null)[],
  place: number,
  theme: Theme,
): ChartDataset<"bar"> {
  const color = colour === undefined ? lineOf(theme, place).color : theme[colour];
  return {
    label: name,
    data,
    backgroundColor: faint ? "transparent" : color,
    borderColor: color,
    borderWidth: faint ? 2 : 0,
  };
}

/** Others' figures and one's own, each as a bar from its lower to its upper end with a mark at the figure. */
function rangeChart({ labels, series, x, y }: ChartSpec, theme: Theme): ChartConfiguration {
  const options = commonOptions(theme, { x, y, legend: "point" });
  const narrow = matchMedia("(max-width: 40rem)").matches;
  const datasets = series.flatMap(({ name, values, ranges = [], colour = "notebook" }) => [
    {
      type: "bar",
      label: `${name}: range`,
      data: values.map((value, place) => value === null ? null : [...ranges[place] ?? [value, value]]),
      backgroundColor: theme[colour],
      barThickness: 5,
      grouped: false,
    },
    {
      type: "scatter",
      label: name,
      data: values.flatMap((value, place) => value === null ? [] : [{ x: value, y: labels[place] }]),
      pointStyle: colour === "notebook" ? "circle" : "rectRot",
      pointRadius: colour === "notebook" ? 5 : 8,
      borderColor: theme[colour],
      backgroundColor: theme[colour],
    },
  ]);
  return {
    data: { labels: [...labels], datasets },
    options: {
      ...options,
      indexAxis: "y",
      interaction: { mode: "nearest", axis: "y", intersect: false },
      scales: {
        x: { ...options.scales?.x, type: "linear", beginAtZero: true },
        y: {
          ...options.scales?.y,
          type: "category",
          labels: [...labels],
          offset: true,
          ticks: {
            color: theme.muted,
            autoSkip: false,
            callback: (_: unknown, place: number) => wrapped(labels[place] ?? "", narrow ? 16 : 40),
          },
        },
      },
      plugins: {
        ...options.plugins,
        tooltip: {
          filter: ({ dataset }: { dataset: { label?: string } }) => !(dataset.label ?? "").endsWith(": range"),
          callbacks: {
            title: ([item]: { dataIndex: number; raw: { y: string } }[]) => item?.raw.y ?? "",
            label: ({ raw, dataset }: { raw: { x: number }; dataset: { label: string } }) =>
              `${dataset.label}: ${formatDecimal(raw.x, 2)} ${unitOfAxis(x)}`,
          },
        },
        legend: {
          ...options.plugins?.legend,
          labels: {
            ...options.plugins?.legend?.labels,
            filter: ({ text }: { text: string }) => !text.endsWith(": range"),
          },
        },
      },
    },
  } as unknown as ChartConfiguration;
}

/** A text in lines of at most so many characters, as far as its words allow. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Shares as per cent, on the axis and where one points. */
function inPerCent(options: ChartOptions, lines: boolean): ChartOptions {
  const percent = (value: number, decimals: number) => `${Number(percentDigits(value, decimals))} %`;
  return {
    ...options,
    scales: {
      ...options.scales,
      y: {
        ...options.scales?.y,
        // Lines near 100 % would lie on each other if the axis began at 0; bars have to.
        beginAtZero: !lines,
        ticks: { ...options.scales?.y?.ticks, callback: (value: number | string) => percent(Number(value), 2) },
      },
    },
    plugins: {
      ...options.plugins,
      tooltip: {
        callbacks: {
          label: ({ dataset, parsed }: { dataset: { label?: string }; parsed: { y: number | null } }) =>
            `${dataset.label}: ${parsed.y === null ? "–" : percent(parsed.y, 3)}`,
        },
      },
    },
  } as ChartOptions;
}
