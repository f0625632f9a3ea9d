import type { JSX } from "preact";
import type { LeakFreeRecord } from "../../record/record.ts";
import type { ChartSeries } from "../client/plain_chart.ts";
import { ChartFigure } from "../components/chart_figure.tsx";
import { DataTable } from "../components/text.tsx";
import { formatCount, formatLoss } from "../format.ts";

/** Lines that can be told apart. */
const MOST_LINES = 10;

/** The training loss of a leak-free run's networks as it went; nothing for a preset without networks. */
export function NetworkLoss({ leakFree: { draws } }: { leakFree: LeakFreeRecord }): JSX.Element | null {
  const curves = draws.flatMap(({ drawSeed, lossCurves }, draw) =>
    lossCurves.map((values, member): ChartSeries => {
      const ofDraw = draws.length === 1 ? "" : drawSeed === null ? `draw ${draw + 1}, ` : `seed ${drawSeed}, `;
      return { name: `${ofDraw}network ${member + 1}`, values };
    })
  );
  const shown = curves.slice(0, MOST_LINES);
  const points = Math.max(0, ...shown.map(({ values }) => values.length));
  if (points === 0) return null;
  const steps = draws[0]?.steps ?? points;
  const stretch = Math.ceil(steps / points);
  const labels = Array.from({ length: points }, (_, place) => String(Math.min(steps, (place + 1) * stretch)));
  const few = curves.length > shown.length ? `, the first ${shown.length} of ${curves.length}` : "";
  const title = `Networks: training loss by step${few}`;
  return (
    <ChartFigure
      id="network-loss"
      spec={{ type: "line", x: "Step", y: "Loss", labels, series: shown }}
      title={title}
      summary={`Line chart of the training loss of ${shown.length} ${
        shown.length === 1 ? "network" : "networks"
      } over ${formatCount(steps)} steps, each point the mean of up to ${stretch}. The table below has the data.`}
      logarithmic
      isolate={shown.length > 1 ? shown.map(({ name }) => name) : undefined}
    >
      <DataTable
        caption={`${title}; each the mean of up to ${stretch} steps, against pseudo-labels, on bent images`}
        columns={["Up to step", ...shown.map(({ name }) => name)]}
        rows={labels.map((heading, place) => ({
          heading: formatCount(Number(heading)),
          cells: shown.map(({ values }) => {
            const loss = values[place];
            return loss === undefined || loss === null ? "–" : formatLoss(loss);
          }),
        }))}
      />
    </ChartFigure>
  );
}
