import type { JSX } from "preact";
import type { BenchRecord } from "../../bench/bench_record.ts";
import type { Change } from "../../bench/figures.ts";
import { threeFigures } from "../../bench/text_table.ts";
import { DataTable, FactTable, Foreign, Section } from "../components/text.tsx";
import { countOf, formatCount, formatTime, formatTiming } from "../format.ts";
import { mebibytes } from "./measurements.tsx";

/** What has changed since an earlier benchmark. */
export function Changes({ changes }: { changes: readonly Change[] }): JSX.Element {
  return (
    <Section id="changes" title="Changed since">
      <DataTable
        caption="Medians; better or worse where the samples do not overlap"
        columns={["Figure", "Unit", "Before", "Now", "Ratio", "Verdict"]}
        rows={changes.map(({ name, unit, before, now, ratio, verdict }) => ({
          heading: name,
          cells: [unit, threeFigures(before), threeFigures(now), ratio.toFixed(2), verdict],
        }))}
      />
    </Section>
  );
}

/** How the benchmark was run. */
export function BenchProvenanceSection({ record }: { record: BenchRecord }): JSX.Element {
  const { provenance, memory, durationMs } = record;
  const { runtime, os, adapter, kernelPlan, commit, dirty } = provenance;
  const rows: [string, string][] = [
    ["Command", ["./tenshot", ...provenance.commandLine].join(" ")],
    ["Version", `${provenance.version}${commit ? `, commit ${commit}${dirty ? ", changed since" : ""}` : ""}`],
    ["Started", formatTime(provenance.startedAt)],
    ["Took", formatTiming(durationMs)],
    ["Rounds", `${formatCount(provenance.repeats)}, each sample ${formatCount(provenance.leastMs)} ms at least`],
    ["Images", provenance.dataset],
    ["Adapter", `${adapter.description}, ${adapter.vendor} ${adapter.device}${adapter.software ? " (software)" : ""}`],
    ...Object.entries(adapter.driverSettings ?? {}).map((
      [name, value],
    ): [string, string] => ["Driver set by", `${name}=${value}`]),
    ["System", `${os.name} ${os.release}, ${os.arch}, ${countOf(os.cores, "core")}`],
    ["Runtime", `Deno ${runtime.deno}, V8 ${runtime.v8}, TypeScript ${runtime.typescript}, tfjs ${runtime.tfjs}`],
    ["GPU memory, most at once", mebibytes(memory.gpuBytes)],
    ["Resident memory at the end", mebibytes(memory.residentBytes)],
    ["Kernel plan", Object.entries(kernelPlan).map(([key, value]) => `${key} ${value}`).join(", ")],
  ];
  return (
    <Section id="provenance" title="How it was run">
      <FactTable caption="How it was run" facts={rows.map(([what, value]) => [what, <Foreign text={value} />])} />
    </Section>
  );
}
