import type { JSX } from "preact";
import type { LabelRecord } from "../../run/record.ts";
import { DataTable, Foreign, Section } from "../components/text.tsx";

/** Pictures that could not be used, and why. */
export function Refused({ refused }: { refused: LabelRecord["refused"] }): JSX.Element {
  return (
    <Section id="refused" title="Not used">
      <p>These pictures could not be used. They have no label, and no other picture’s label depends on them.</p>
      <DataTable
        text
        caption="Pictures that could not be used"
        columns={["Picture", "Reason"]}
        rows={refused.map(({ picture, reason }) => ({
          heading: <Foreign text={picture} />,
          cells: [<Foreign text={reason} />],
        }))}
      />
    </Section>
  );
}
