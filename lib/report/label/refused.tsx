import type { JSX } from "preact";
import type { LabelRecord } from "../../record/record.ts";
import { DataTable, Foreign, Section } from "../components/text.tsx";
import { firstOf, MOST_ROWS } from "./label_text.ts";

/** Pictures that could not be used, and why. */
export function Refused({ refused }: { refused: LabelRecord["refused"] }): JSX.Element {
  return (
    <Section id="refused" title="Not used">
      <p>These pictures could not be used. They have no label, and no other picture’s label depends on them.</p>
      <DataTable
        text
        caption={`Pictures that could not be used${firstOf(refused.length)}`}
        columns={["Picture", "Reason"]}
        rows={refused.slice(0, MOST_ROWS).map(({ picture, reason }) => ({
          heading: <Foreign text={picture} />,
          cells: [<Foreign text={reason} />],
        }))}
      />
    </Section>
  );
}
