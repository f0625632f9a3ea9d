import type { JSX } from "preact";
import { type Measure, MEASURES, type SweepGroup } from "../../sweep/sweep_record.ts";
import { settingText } from "../../sweep/sweep_summary.ts";
import { DataTable, Details, Foreign, Section } from "../components/text.tsx";
import { formatCount, formatInterval, formatRate, shorten } from "../format.ts";
import { rateInterval } from "./rate_interval.ts";

const LONGEST_SETTING = 120;

/** A table a group: test errors over its seeds or draws, as far as they are there. */
export function Groups({ groups }: { groups: readonly SweepGroup[] }): JSX.Element {
  return (
    <Section id="groups" title="Results">
      <p>
        A group is what is alike but for seeds or draws. Label-informed scores are handed the true label, so they say
        nothing of a classifier; label-free ones do.
      </p>
      {groups.map((group) => <Group group={group} />)}
    </Section>
  );
}

/** A group's name: its setting. */
export function groupTitle({ setting }: SweepGroup): string {
  return shorten(settingText(setting) || "All tasks", LONGEST_SETTING);
}

function Group({ group }: { group: SweepGroup }): JSX.Element {
  const { wanted, found, measures, adapters, datasets, quick } = group;
  const title = groupTitle(group);
  return (
    <>
      <h3>
        <Foreign text={title} />
      </h3>
      <p>
        {formatCount(found)} of {formatCount(wanted)} {wanted === 1 ? "seed" : "seeds"}
        {datasets.length > 0 && (
          <>
            {", "}
            <Foreign text={datasets.map((name) => shorten(name, 60)).join(", ")} />
          </>
        )}
        {quick && (
          <>
            {" "}
            <mark>quick</mark>
          </>
        )}
        {adapters.length > 1 && (
          <>
            {" "}
            <mark>
              several adapters, which round differently: <Foreign text={adapters.join("; ")} />
            </mark>
          </>
        )}
      </p>
      {measures.length > 0 && (
        <>
          <DataTable
            caption={`Test errors: ${title}`}
            columns={[
              "Score",
              "Seeds",
              "Mean",
              "Standard deviation",
              "Median",
              "Lowest",
              "Highest",
              "Mean rate",
              "95 % interval",
            ]}
            rows={measures.map((measure) => ({ heading: MEASURES[measure.key], cells: cellsOf(measure, wanted) }))}
          />
          <Details summary="Errors by seed">
            {measures.map(({ key, entries }) => (
              <DataTable
                caption={`${MEASURES[key]}: ${title}`}
                columns={["Seed", "Errors"]}
                rows={entries.map(({ seed, errors }) => ({ heading: seed ?? "given", cells: [formatCount(errors)] }))}
              />
            ))}
          </Details>
        </>
      )}
    </>
  );
}

function cellsOf(measure: Measure, wanted: number): string[] {
  const { summary: { count, mean, standardDeviation, median, minimum, maximum }, testImages } = measure;
  const one = (value: number) => value.toLocaleString("en-GB", { maximumFractionDigits: 1 });
  return [
    count < wanted ? `${formatCount(count)} of ${formatCount(wanted)}` : formatCount(count),
    one(mean),
    standardDeviation === null ? "–" : one(standardDeviation),
    one(median),
    formatCount(minimum),
    formatCount(maximum),
    testImages === 0 ? "–" : formatRate(mean / testImages),
    testImages === 0 ? "–" : formatInterval(rateInterval(measure)),
  ];
}
