import type { Chart as ChartClass, ChartOptions, LegendItem } from "chart.js";
import type { Theme } from "./theme.ts";

/** What all charts share: colours of the theme, axes with titles, no animation. */
export function commonOptions(
  theme: Theme,
  axes: {
    x: string;
    y: string;
    stacked?: boolean;
    wholeNumbers?: boolean;
    logarithmic?: boolean;
    legend?: "box" | "line" | "point";
  },
): ChartOptions {
  const { stacked = false, wholeNumbers = false, logarithmic = false, legend = "box" } = axes;
  const axis = (text: string) => ({
    title: { display: true, text, color: theme.muted },
    grid: { color: theme.line },
    border: { color: theme.muted },
    stacked,
  });
  return {
    animation: false,
    maintainAspectRatio: false,
    interaction: { mode: "index", intersect: false },
    color: theme.ink,
    scales: {
      x: { ...axis(axes.x), grid: { display: legend !== "box", color: theme.line }, ticks: { color: theme.muted } },
      y: {
        ...axis(axes.y),
        type: logarithmic ? "logarithmic" : "linear",
        beginAtZero: !logarithmic,
        ticks: { color: theme.muted, ...(wholeNumbers ? { precision: 0 } : {}) },
      },
    },
    plugins: {
      tooltip: {
        callbacks: {
          title: ([item]) => item === undefined ? "" : `${axes.x} ${item.label}`,
          label: ({ dataset, formattedValue }) => `${dataset.label}: ${formattedValue} ${unitOfAxis(axes.y)}`.trimEnd(),
        },
      },
      legend: {
        labels: {
          color: theme.ink,
          usePointStyle: legend !== "box",
          ...(legend === "line" ? { pointStyleWidth: 28, generateLabels: lineLabels } : {}),
        },
      },
    },
  };
}

/** What is counted along an axis, as in "12 tries"; a unit after a comma stands alone, as in "0.49 %". */
export function unitOfAxis(title: string): string {
  const [, unit] = /, (\S+)$/.exec(title) ?? [];
  return unit ?? title.charAt(0).toLowerCase() + title.slice(1);
}

/** The legend of a line chart, its lines as they are drawn: with their dashes, which Chart.js leaves out. */
function lineLabels(chart: ChartClass): LegendItem[] {
  return chart.data.datasets.map((dataset, datasetIndex) => ({
    text: dataset.label ?? "",
    datasetIndex,
    hidden: !chart.isDatasetVisible(datasetIndex),
    fontColor: String(chart.options.color),
    strokeStyle: String(dataset.borderColor),
    lineDash: "borderDash" in dataset && Array.isArray(dataset.borderDash) ? dataset.borderDash.map(Number) : [],
    lineWidth: 2,
    pointStyle: "line",
  }));
}
