import type { AgainstRecord, BenchRecord, WorkRecord } from "./bench_record.ts";
import type { Change } from "./figures.ts";
import { mapSpread, type Spread } from "../statistics/sample_spread.ts";
import { textTable, threeFigures } from "./text_table.ts";

/** A spread as "median (min to max)". */
export function spreadText({ min, median, max }: Spread): string {
  return `${threeFigures(median)} (${threeFigures(min)} to ${threeFigures(max)})`;
}

/** A cost by the wall's clock, and of a core's time where that was measured. */
export function costText(wall: Spread, cpu: Spread | undefined): string {
  return `${spreadText(wall)}${cpu === undefined ? "" : `, ${threeFigures(cpu.median)} of a core`}`;
}

/** What a benchmark found, in tables for a terminal. */
export function summariseBench(record: BenchRecord): string {
  const { provenance, ceilings, kernels, passes, comparisons, scaling, leakFree, overheads, peer, against } = record;
  const { adapter, os, repeats, leastMs } = provenance;
  const parts = [
    `${adapter.description || "unnamed adapter"}${
      adapter.software ? " (software)" : ""
    }, ${os.cores} cores; medians of ` +
    `${repeats} rounds (least to most), ${leastMs} ms a sample at least`,
  ];
  if (ceilings.length > 0) {
    parts.push(textTable(
      ["Ceiling", "unit", "rate", "a second of a core"],
      ceilings.map((
        { name, unit, rate, cpuRate },
      ) => [name, unit, spreadText(rate), cpuRate ? spreadText(cpuRate) : ""]),
    ));
  }
  if (kernels.length > 0) {
    parts.push(workTable("Kernel", [...kernels, ...passes]));
  }
  for (const { work, ours, oursCpu, others } of comparisons ?? []) {
    parts.push(textTable(
      [`The same ${work}`, "µs an image and member", "times ours", "by a core's time"],
      [
        ["ours", costText(ours, oursCpu), "", ""],
        ...others.map(otherRow),
      ],
    ));
  }
  for (const { work, piece, ours, oursCpu, perSecond, others, ...reached } of leakFree?.works ?? []) {
    const { gigaflops, shareOfCeiling, cpuShareOfCeiling } = reached;
    const rate = gigaflops === undefined
      ? ""
      : `, ${threeFigures(gigaflops)} GFLOP/s, ${shareText(shareOfCeiling)} of ceiling`;
    const ofCore = cpuShareOfCeiling === undefined ? "" : `, ${shareText(cpuShareOfCeiling)} of a core's`;
    parts.push(textTable(
      [
        `The same ${work}: ${threeFigures(perSecond)} a second${rate}${ofCore}`,
        `µs a ${piece}`,
        "times ours",
        "by a core's time",
      ],
      [["ours", costText(ours, oursCpu), "", ""], ...others.map(otherRow)],
    ));
  }
  if (leakFree !== undefined) parts.push(workTable("Of the network", [...leakFree.passes, ...leakFree.kernels]));
  for (const { of, series } of [...scaling ?? [], ...leakFree ? [leakFree.draws] : []]) {
    const places = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].sort((a, b) => a - b);
    parts.push(textTable(
      [`µs an image and ${of === "draws" ? "draw" : "member"}, by ${of}`, ...series.map(({ name }) => name)],
      places.map((at) => [
        String(at),
        ...series.map(({ points }) => {
          const point = points.find((one) => one.at === at);
          if (point?.microseconds !== undefined) return costText(point.microseconds, point.cpuMicroseconds);
          return point === undefined ? "" : "no room";
        }),
      ]),
    ));
  }
  if (overheads !== undefined) {
    parts.push(textTable(
      ["Compiling", "create, ms", "first dispatch, ms", "later, ms"],
      overheads.pipelines.map(({ label, createMs, firstDispatchMs, laterDispatchMs }) => [
        label,
        threeFigures(createMs),
        ...[firstDispatchMs, laterDispatchMs].map((ms) => ms === undefined ? "" : threeFigures(ms)),
      ]),
    ));
    parts.push(textTable(["Overhead", "cost"], [
      ["a dispatch in a pass", `${spreadText(overheads.dispatchMicroseconds)} µs`],
      ["a submit", `${spreadText(overheads.submitMicroseconds)} µs`],
      ["a wait", `${spreadText(overheads.waitMs)} ms`],
    ]));
  }
  if (peer !== undefined) {
    const seconds = ({ samples }: Spread) => samples.map((ms) => (ms / 1000).toFixed(1)).join(", ");
    parts.push(textTable(["Whole process", "s", "of the peer's time"], [
      ["ours, no shader cache", seconds(peer.coldMs), spreadText(peer.coldRatio)],
      ["ours, with one", seconds(peer.warmMs), spreadText(peer.warmRatio)],
      ["the peer", seconds(peer.peerMs), ""],
    ]));
    if (peer.peakBytes !== undefined) {
      const mebibytes = (bytes: number) => `${threeFigures(bytes / 2 ** 20)} MiB`;
      const others = peer.peerPeakBytes === undefined ? "" : `, the peer's ${mebibytes(peer.peerPeakBytes)}`;
      parts.push(`Our process took ${mebibytes(peer.peakBytes)} of memory at its peak${others}`);
    }
  }
  if (against !== undefined) {
    parts.push(textTable(
      [`Whole runs, the other build: ${buildName(against.theirs)}`, "ours, s", "theirs, s", "ratio"],
      against.works.map(({ title, ours, theirs, ratio }) => [
        title,
        spreadText(mapSpread(ours.ms, inSeconds)),
        spreadText(mapSpread(theirs.ms, inSeconds)),
        spreadText(ratio),
      ]),
    ));
  }
  return parts.join("\n\n");
}

const inSeconds = (ms: number) => ms / 1000;

/** Which build another checkout is. */
export function buildName({ version, commit, dirty }: AgainstRecord["theirs"]): string {
  return version + (commit === undefined ? "" : ` at ${commit.slice(0, 12)}`) + (dirty ? ", edited" : "");
}

/** What has changed since an earlier benchmark, in a table for a terminal. */
export function summariseChanges(changes: readonly Change[]): string {
  return textTable(
    ["Changed since", "unit", "before", "now", "ratio", "verdict"],
    changes.map(({ name, unit, before, now, ratio, verdict }) => [
      name,
      unit,
      threeFigures(before),
      threeFigures(now),
      ratio.toFixed(2),
      verdict,
    ]),
  );
}

function workTable(heading: string, works: readonly WorkRecord[]): string {
  return textTable(
    [
      heading,
      "members x images",
      "µs an image and member",
      "dense GFLOP/s",
      "of ceiling",
      "µs of a core",
      "of its ceiling",
    ],
    works.map(workRow),
  );
}

/** Another way of doing the same work. */
function otherRow(
  { name, microseconds, ratio, cpuRatio }: Pick<
    NonNullable<BenchRecord["comparisons"]>[number]["others"][number],
    "name" | "microseconds" | "ratio" | "cpuRatio"
  >,
): string[] {
  return [name, spreadText(microseconds), spreadText(ratio), cpuRatio === undefined ? "" : spreadText(cpuRatio)];
}

function shareText(value: number | undefined): string {
  return value === undefined ? "" : `${(100 * value).toFixed(0)} %`;
}

function workRow(work: WorkRecord): string[] {
  const { name, members, images, microseconds, gigaflops, shareOfCeiling, cpuMicroseconds, cpuShareOfCeiling } = work;
  return [
    name,
    `${members} x ${images}`,
    spreadText(microseconds),
    gigaflops === undefined ? "" : threeFigures(gigaflops),
    shareText(shareOfCeiling),
    cpuMicroseconds === undefined ? "" : spreadText(cpuMicroseconds),
    shareText(cpuShareOfCeiling),
  ];
}
