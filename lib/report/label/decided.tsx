import type { JSX } from "preact";
import type { LabelCommunity, LabelRecord } from "../../record/record.ts";
import { DataTable, Details, Foreign, Section } from "../components/text.tsx";
import { countOf, formatCount, formatRate, formatShare, rateOrDash } from "../format.ts";

const WAYS: Readonly<Record<LabelCommunity["decidedBy"], string>> = {
  "labels in it": "labels given in it",
  "its group": "the group that it belongs to, named by labels elsewhere",
  "labels elsewhere": "labels that spread from elsewhere",
  nothing: "nothing yet",
};

/** What each part of the pictures was decided by, and how sure labels are. */
export function Decided({ label }: { label: LabelRecord }): JSX.Element {
  const { way, agreement, groups, communities, byClass, bySureness, pictures, given, classes } = label;
  const others = pictures - given.flat().length;
  return (
    <Section id="decided" title="What decided">
      <p>
        The pictures are a graph of pictures that look alike even when bent. {way === "groups"
          ? `They fall into ${countOf(groups.length, "group")}, which ${
            classes.length === 0 ? "nothing names yet" : "the given labels name"
          }.`
          : "They do not fall into groups that the given labels bear out, so that labels spread over the graph."}{" "}
        On a picture’s group {formatRate(agreement, 1)} of 45 ways to find groups agree, on average.
      </p>
      {byClass.length > 0 && (
        <DataTable
          caption="Classes, and the shares that speak for their labels: of those not given, 1, 10 and 50 in 100 have less"
          columns={["Class", "Pictures", "Given", "1 in 100", "10 in 100", "Median"]}
          rows={byClass.map(({ label, pictures, given, shares }) => ({
            heading: <Foreign text={label} />,
            cells: [
              formatCount(pictures),
              formatCount(given),
              ...[shares?.p01, shares?.p10, shares?.median].map((share) => rateOrDash(share, 1)),
            ],
          }))}
        />
      )}
      {bySureness.length > 0 && (
        <DataTable
          caption="How sure labels are that were not given"
          columns={["Share of at least", "Pictures", "Of all"]}
          rows={bySureness.map(({ atLeast, pictures }) => ({
            heading: formatRate(atLeast, 1),
            cells: [formatCount(pictures), formatShare(pictures, others, 1)],
          }))}
        />
      )}
      {way === "groups" && (
        <DataTable
          text
          caption="Groups"
          columns={["Called", "Pictures", "Labels given in it"]}
          rows={groups.map(({ name, pictures, given }, group) => ({
            heading: <Foreign text={name ?? `group ${group + 1}`} />,
            cells: [formatCount(pictures), <GivenText given={given} />],
          }))}
        />
      )}
      <Details
        summary={`${formatCount(communities.length)} ${
          communities.length === 1 ? "community" : "communities"
        }: pictures that hold together, mostly of one kind`}
      >
        <DataTable
          text
          caption="Communities, the largest first"
          columns={["Mostly called", "Pictures", "Called so", "Labels given in it", "Decided by"]}
          rows={communities.map(({ label, pictures, called, given, decidedBy }) => ({
            heading: <Foreign text={label ?? "–"} />,
            cells: [
              formatCount(pictures),
              label === null ? "–" : formatShare(called, pictures, 1),
              <GivenText given={given} />,
              WAYS[decidedBy],
            ],
          }))}
        />
      </Details>
    </Section>
  );
}

function GivenText({ given }: { given: LabelCommunity["given"] }): JSX.Element {
  if (given.length === 0) return <>none</>;
  return (
    <>
      {given.map(({ label, pictures }, i) => (
        <>
          {i > 0 ? ", " : ""}
          {formatCount(pictures)} of <Foreign text={label} />
        </>
      ))}
    </>
  );
}
