import type { JSX } from "preact";
import type {
  AgainstRecord,
  CeilingRecord,
  ComparisonRecord,
  OverheadRecord,
  PeerRecord,
  ScalingRecord,
  WorkRecord,
} from "../../bench/bench_record.ts";
import { buildName, costText, spreadText } from "../../bench/bench_summary.ts";
import { mapSpread } from "../../statistics/sample_spread.ts";
import { threeFigures } from "../../bench/text_table.ts";
import { DataTable, Foreign, Section } from "../components/text.tsx";
import { formatCount, formatRate, rateOrDash } from "../format.ts";

/** Whole processes. */
export function Peer({ peer }: { peer: PeerRecord }): JSX.Element {
  const seconds = (spread: PeerRecord["coldMs"]) => spreadText(mapSpread(spread, (ms) => ms / 1000));
  return (
    <Section id="peer" title="Whole processes">
      <p>
        Measured from outside, alternating. The peer: <Foreign text={peer.peer} />
      </p>
      <DataTable
        caption="Seconds from start to end"
        columns={["Process", "Seconds", "Of the peer’s time"]}
        rows={[
          { heading: "Ours, without a shader cache", cells: [seconds(peer.coldMs), spreadText(peer.coldRatio)] },
          {
            heading: "Ours, with the cache of a run before",
            cells: [seconds(peer.warmMs), spreadText(peer.warmRatio)],
          },
          { heading: "The peer", cells: [seconds(peer.peerMs), ""] },
        ]}
      />
      {peer.peakBytes !== undefined && (
        <p>
          Our process took {mebibytes(peer.peakBytes)} of memory at its peak
          {peer.peerPeakBytes !== undefined && `, the peer’s ${mebibytes(peer.peerPeakBytes)}`}.
        </p>
      )}
      <p>
        The peer said: <Foreign text={peer.peerSaid} />
      </p>
    </Section>
  );
}

/** Whole runs of two builds. */
export function Against({ against }: { against: AgainstRecord }): JSX.Element {
  const seconds = ({ ms }: { readonly ms: PeerRecord["coldMs"] }) => spreadText(mapSpread(ms, (value) => value / 1000));
  const memory = (bytes: number | undefined) => bytes === undefined ? "" : mebibytes(bytes);
  const error = (value: number | undefined) => value === undefined ? "" : formatRate(value, 2);
  return (
    <Section id="against" title="Against another build">
      <p>
        Whole runs, both builds in turn, each without a shader cache. The other build:{" "}
        <Foreign text={buildName(against.theirs)} />
      </p>
      <DataTable
        caption="Seconds, ours and theirs"
        columns={["Work", "Ours", "Theirs", "Ratio", "Memory, ours", "Theirs", "Error, ours", "Theirs"]}
        rows={against.works.map(({ title, ours, theirs, ratio }) => ({
          heading: title,
          cells: [
            seconds(ours),
            seconds(theirs),
            spreadText(ratio),
            ...[ours, theirs].map(({ peakBytes }) => memory(peakBytes)),
            ...[ours, theirs].map(({ errorRate }) => error(errorRate)),
          ],
        }))}
      />
    </Section>
  );
}

/** Kernels and passes. */
export function Kernels({ works }: { works: readonly WorkRecord[] }): JSX.Element {
  return (
    <Section id="kernels" title="Kernels">
      <p>
        Dense operations are those of a direct convolution that computes every output, as a framework counts them; the
        ceiling is what this adapter does on registers alone, measured in the same rounds. A pass “as called” has
        uploads, recording, waits and reading back in it. Where a CPU stands in for a GPU, a core’s time tells the work
        from whatever else the machine did meanwhile.
      </p>
      <WorkTable caption="Cost of an image and member" works={works} />
    </Section>
  );
}

/** A table of kernels and passes. */
export function WorkTable({ caption, works }: { caption: string; works: readonly WorkRecord[] }): JSX.Element {
  return (
    <DataTable
      caption={`${caption}: median, least and most`}
      columns={[
        "Kernel or pass",
        "Members × images",
        "Microseconds",
        "Dense GFLOP/s",
        "Of the ceiling",
        "Microseconds of a core",
        "Of its ceiling",
      ]}
      rows={works.map(({ name, members, images, microseconds, gigaflops, ...work }) => ({
        heading: name,
        cells: [
          `${formatCount(members)} × ${formatCount(images)}`,
          spreadText(microseconds),
          gigaflops === undefined ? "–" : threeFigures(gigaflops),
          rateOrDash(work.shareOfCeiling, 0),
          work.cpuMicroseconds === undefined ? "–" : spreadText(work.cpuMicroseconds),
          rateOrDash(work.cpuShareOfCeiling, 0),
        ],
      }))}
    />
  );
}

/** What the adapter can do. */
export function Ceilings({ ceilings }: { ceilings: readonly CeilingRecord[] }): JSX.Element {
  return (
    <Section id="ceilings" title="The adapter’s ceilings">
      <DataTable
        caption="One thing at a time, as fast as it goes; a copy’s bytes are read and written, and count twice"
        columns={["Work", "Kind", "Unit", "Rate", "A second of a core"]}
        rows={ceilings.map(({ kind, name, unit, rate, cpuRate }) => ({
          heading: name,
          cells: [kind, unit, spreadText(rate), cpuRate === undefined ? "–" : spreadText(cpuRate)],
        }))}
      />
    </Section>
  );
}

/** The same work in several ways. */
export function Comparisons({ comparisons }: { comparisons: readonly ComparisonRecord[] }): JSX.Element {
  return (
    <Section id="comparison" title="The same work, done otherwise">
      {comparisons.map(({ work, ours, oursCpu, others }) => (
        <DataTable
          caption={`One ${work}, per image and member`}
          columns={["Done by", "Microseconds", "Times ours", "By a core’s time"]}
          rows={[
            { heading: "ours", cells: [costText(ours, oursCpu), "", ""] },
            ...others.map(({ name, microseconds, ratio, cpuRatio }) => ({
              heading: name,
              cells: [spreadText(microseconds), spreadText(ratio), cpuRatio === undefined ? "–" : spreadText(cpuRatio)],
            })),
          ]}
        />
      ))}
    </Section>
  );
}

/** Cost against size: charts and tables. */
export function Scaling({ scaling }: { scaling: readonly ScalingRecord[] }): JSX.Element {
  return (
    <Section id="scaling" title="Cost against size">
      {scaling.map((one) => <ScalingFigure scaling={one} />)}
    </Section>
  );
}

const WHAT_GROWS = {
  members: "members",
  batch: "images in a batch",
  images: "images",
  draws: "draws spread at once",
} as const;

/** A chart of cost against size, and its table. */
export function ScalingFigure({ scaling }: { scaling: ScalingRecord }): JSX.Element {
  const { of } = scaling;
  return (
    <figure class="chart" id={`scaling-${of}`} data-scaling={of}>
      <figcaption>Cost against the number of {WHAT_GROWS[of]}</figcaption>
      <div class="drawing" hidden>
        <canvas role="img" aria-label={`A line chart of the cost by ${of}. The table below has the data.`} />
      </div>
      <ScalingTable scaling={scaling} />
    </figure>
  );
}

function ScalingTable({ scaling: { of, series } }: { scaling: ScalingRecord }): JSX.Element {
  const places = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].sort((a, b) => a - b);
  const problems = new Set(series.flatMap(({ points }) => points.flatMap(({ problem }) => problem ?? [])));
  return (
    <>
      <DataTable
        caption={`Microseconds an image and ${of === "draws" ? "draw" : "member"}, by ${of}: median, least and most`}
        columns={[`${of.slice(0, 1).toUpperCase()}${of.slice(1)}`, ...series.map(({ name }) => name)]}
        rows={[
          ...places.map((place) => ({
            heading: formatCount(place),
            cells: series.map(({ points }) => {
              const point = points.find(({ at }) => at === place);
              if (point?.microseconds !== undefined) return costText(point.microseconds, point.cpuMicroseconds);
              return point === undefined ? "–" : "no room";
            }),
          })),
          { heading: "Largest rise", cells: series.map(({ largestRise }) => formatRate(largestRise, 0)) },
        ]}
      />
      {[...problems].map((problem) => (
        <p>
          No room: <Foreign text={problem} />
        </p>
      ))}
    </>
  );
}

/** Compiling, dispatching, waiting. */
export function Overheads({ overheads }: { overheads: OverheadRecord }): JSX.Element {
  const { pipelines, createMs, dispatchMicroseconds, submitMicroseconds, waitMs } = overheads;
  const milliseconds = (ms: number | undefined) => ms === undefined ? "–" : threeFigures(ms);
  const first = pipelines.reduce((total, { firstDispatchMs = 0 }) => total + firstDispatchMs, 0);
  return (
    <Section id="overheads" title="Overheads">
      <DataTable
        caption={`Compiling without a shader cache, one kernel after the other: ${
          threeFigures(createMs)
        } ms to create all, ${threeFigures(first)} ms for their first dispatches`}
        columns={["Kernel", "Characters of WGSL", "Create, ms", "First dispatch, ms", "Next dispatch, ms"]}
        rows={pipelines.map((pipeline) => ({
          heading: pipeline.label,
          cells: [
            formatCount(pipeline.sourceLength),
            milliseconds(pipeline.createMs),
            milliseconds(pipeline.firstDispatchMs),
            milliseconds(pipeline.laterDispatchMs),
          ],
        }))}
      />
      <DataTable
        caption="Work that does next to nothing"
        columns={["Work", "Cost"]}
        rows={[
          { heading: "A dispatch in a pass", cells: [`${spreadText(dispatchMicroseconds)} µs`] },
          { heading: "A submit", cells: [`${spreadText(submitMicroseconds)} µs`] },
          { heading: "A wait", cells: [`${spreadText(waitMs)} ms`] },
        ]}
      />
    </Section>
  );
}

/** Bytes as a reader counts them. */
export function mebibytes(bytes: number): string {
  return `${formatCount(bytes / 2 ** 20)} MiB`;
}
