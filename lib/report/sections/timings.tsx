import type { JSX } from "preact";
import type { RunRecord } from "../../record/record.ts";
import { DataTable, Details, Section } from "../components/text.tsx";
import { formatShare, formatTiming } from "../format.ts";
import { runTimes } from "../run_times.ts";

/** Where the whole run's time went. */
export function Timings({ record }: { record: RunRecord }): JSX.Element {
  const { parts, totalMs } = runTimes(record);
  const { resumedAt } = record.provenance;
  return (
    <Section id="timings" title="Time">
      <p>
        The run took {formatTiming(totalMs)}
        {resumedAt !== undefined && ", without the time that it was stopped"}.
        {record.publishedSeeds !== undefined &&
          " Parts of the notebook’s are those of the first seed; seeds go side by side."}
      </p>
      <Details summary="Part by part" open>
        <DataTable
          caption="Time by part"
          columns={["Part", "Time", "Share of the whole"]}
          rows={[
            ...parts.map(({ name, durationMs }) => ({
              heading: name.charAt(0).toUpperCase() + name.slice(1),
              cells: [formatTiming(durationMs), formatShare(durationMs, totalMs, 1)],
            })),
            { heading: "Whole run", cells: [formatTiming(totalMs), formatShare(totalMs, totalMs, 1)] },
          ]}
        />
      </Details>
    </Section>
  );
}
