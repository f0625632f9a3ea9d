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

/** The legend of a line chart. Chart.js's own leaves out the dashes, which tell half of the lines apart. */
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
