import type { ChartConfiguration } from "chart.js";
import type { ScalingRecord } from "../../bench/bench_record.ts";
import { commonOptions } from "./chart_options.ts";
import { lineOf, type Theme } from "./theme.ts";

/** Cost against what grows: both axes in powers, so that a fall by half is a step of one height anywhere. */
export function scalingChart({ of, series }: ScalingRecord, theme: Theme): ChartConfiguration {
  const places = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].sort((a, b) => a - b);
  return {
    type: "line",
    data: {
      labels: places.map(String),
      datasets: series.map(({ name, points }, i) => {
        const { color } = lineOf(theme, i);
        return {
          label: name,
          // A size that the adapter had no room for leaves a gap.
          data: places.map((place) => medianAt(points, place)),
          borderColor: color,
          backgroundColor: color,
          borderDash: [[], [6, 4], [2, 3]][i % 3],
          borderWidth: 2,
          pointRadius: 3,
        };
      }),
    },
    options: commonOptions(theme, {
      x: `${of.slice(0, 1).toUpperCase()}${of.slice(1)}`,
      y: `Microseconds an image and ${of === "draws" ? "draw" : "member"}`,
      logarithmic: true,
      legend: "line",
    }),
  } as ChartConfiguration;
}

/** Of a core's time where that was measured, as it does not rise and fall with what else the machine does. */
function medianAt(points: ScalingRecord["series"][number]["points"], place: number): number | null {
  const point = points.find(({ at }) => at === place);
  return (point?.cpuMicroseconds ?? point?.microseconds)?.median ?? null;
}
