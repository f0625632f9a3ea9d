import type { JSX } from "preact";
import type { GraphWorkRecord, LeakFreeBenchRecord } from "../../bench/bench_record.ts";
import { costText, spreadText } from "../../bench/bench_summary.ts";
import { threeFigures } from "../../bench/text_table.ts";
import { DataTable, Section } from "../components/text.tsx";
import { formatCount, formatRate } from "../format.ts";
import { ScalingFigure, WorkTable } from "./measurements.tsx";

/** The leak-free protocol's work: distances, candidates, propagation, and its network. */
export function LeakFreeWork({ leakFree }: { leakFree: LeakFreeBenchRecord }): JSX.Element {
  const { works, draws, passes, kernels } = leakFree;
  return (
    <Section id="leak-free" title="The leak-free protocol’s work">
      <p>
        Distances and candidates are those of pairs of images; a fine distance compares two images pixel by pixel over
        all shifts of up to two pixels, a coarse one over one at half size. Propagation spreads a draw’s labels over the
        whole graph. All of these are as called: uploads, waits and reading back are in them.
      </p>
      {works.map((work) => <GraphWork {...work} />)}
      <ScalingFigure scaling={draws} />
      <WorkTable caption="The network: cost of an image and member" works={[...passes, ...kernels]} />
    </Section>
  );
}

function GraphWork(work: GraphWorkRecord): JSX.Element {
  const { piece, ours, oursCpu, perSecond, gigaflops, shareOfCeiling, cpuShareOfCeiling, others } = work;
  const reached = gigaflops === undefined || shareOfCeiling === undefined
    ? ""
    : `; ${threeFigures(gigaflops)} GFLOP/s, ${formatRate(shareOfCeiling, 0)} of the ceiling${
      cpuShareOfCeiling === undefined ? "" : `, ${formatRate(cpuShareOfCeiling, 0)} by a core’s time`
    }`;
  return (
    <DataTable
      caption={`${work.work.slice(0, 1).toUpperCase()}${work.work.slice(1)}, per ${piece}: ${
        formatCount(perSecond)
      } a second${reached}`}
      columns={["Done by", "Measured on", "Microseconds", "Times ours", "By a core’s time"]}
      rows={[
        { heading: "ours", cells: ["", costText(ours, oursCpu), "", ""] },
        ...others.map(({ name, amount, microseconds, ratio, cpuRatio }) => ({
          heading: name,
          cells: [
            formatCount(amount),
            spreadText(microseconds),
            spreadText(ratio),
            cpuRatio === undefined ? "–" : spreadText(cpuRatio),
          ],
        })),
      ]}
    />
  );
}
