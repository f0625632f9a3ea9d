import type { JSX } from "preact";
import { quoteForShell } from "../../run/quote_for_shell.ts";
import type { LabelRecord, RunRecord } from "../../record/record.ts";
import { type Facts, FactTable, Foreign, Section } from "../components/text.tsx";
import { countOf, formatCount, formatTime, formatTiming } from "../format.ts";

/** How the labels came about. */
export function LabelProvenance({ record, label }: { record: RunRecord; label: LabelRecord }): JSX.Element {
  const { provenance } = record;
  const { commandLine, version, commit, dirty, startedAt, endedAt, dataset, os, runtime, adapter } = provenance;
  const { timings, preset, members, steps, graph } = label;
  const facts: Facts = [
    ["Command line", <Foreign text={commandLine.map(quoteForShell).join(" ")} />],
    ["Tenshot version", <Foreign text={version} />],
    ...(commit === undefined ? [] : [["Commit", <Foreign text={commit} />] as const]),
    ...(dirty === undefined ? [] : [["Uncommitted changes", dirty ? "yes" : "no"] as const]),
    ["Started", formatTime(startedAt)],
    ["Ended", formatTime(endedAt)],
    ["Pictures", <Foreign text={dataset.source} />],
    ["SHA-256 of their frames", <code class="checksum">{dataset.files[0]?.sha256}</code>],
    ["Preset", preset],
    ...(members === 0 ? [] : [["Networks", `${formatCount(members)}, ${countOf(steps, "step")} each`] as const]),
    ["Links of the graph", formatCount(graph.links)],
    ["Reading pictures", formatTiming(timings.picturesMs)],
    [graph.fromCache ? "Graph, kept from before" : "Graph", formatTiming(timings.graphMs)],
    ["Labels", formatTiming(timings.labelsMs)],
    ...(members === 0 ? [] : [["Networks’ training", formatTiming(timings.networkMs)] as const]),
    ...(adapter === undefined
      ? []
      : [["Adapter", <Foreign text={`${adapter.description}${adapter.software ? " (software)" : ""}`} />] as const]),
    ["Operating system", <Foreign text={`${os.name} ${os.release}, ${os.arch}, ${countOf(os.cores, "core")}`} />],
    ["Deno", <Foreign text={runtime.deno} />],
  ];
  return (
    <Section id="provenance" title="How it was run">
      <FactTable caption="The run" facts={facts} />
    </Section>
  );
}
