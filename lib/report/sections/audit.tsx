import type { JSX } from "preact";
import type { AuditControl, AuditRecord } from "../../record/record.ts";
import { observedText, type QUANTITIES, rangeText } from "../audit_text.ts";
import { DigitTables } from "../components/digit_tables.tsx";
import { DataTable, Details, Section, type TableRow } from "../components/text.tsx";
import { formatRate } from "../format.ts";

const MEANINGS: Readonly<Record<AuditControl["name"], string>> = {
  "constant ensemble": "Model k answers label vector k to everything; no picture is looked at.",
  "noise images": "The run’s models look at pictures of noise; the labels are those of test images.",
  "permuted labels": "The run’s models look at the test images; the labels are dealt out at random.",
  "permuted images": "The labels stay in place; the pictures are dealt out at random.",
  "signature check": "Labels are handed to the label-free scorer in three ways; it has to refuse them all.",
};

/** The controls, and the cosines of the images whose label the reader changes by hand. */
export function Audit({ audit }: { audit: AuditRecord }): JSX.Element {
  const failed = audit.controls.filter(({ passed }) => !passed);
  return (
    <Section id="audit" title="Audit">
      <p>
        In each of these controls there is nothing to know: whoever looks at the pictures alone can only guess. The
        label-free score does fall to chance. The label-informed one stays high, since it follows the label and not the
        picture. On the true test images the run’s models get {formatRate(audit.labelInformedAccuracy)}{" "}
        right label-informed and {formatRate(audit.labelFreeAccuracy)} label-free.
      </p>
      {failed.length > 0 && (
        <p class="notice">
          {failed.length} of {audit.controls.length} controls failed: {failed.map(({ name }) => name).join(", ")}.
        </p>
      )}
      <Details summary="The controls one by one" open>
        <DataTable
          caption="Controls"
          columns={["Control", "Label-informed, expected", "Observed", "Label-free, expected", "Observed", "Result"]}
          rows={audit.controls.map(controlRow)}
        />
      </Details>
      <DigitTables examples={audit.examples} />
    </Section>
  );
}

function controlRow({ name, expected, observed, passed }: AuditControl): TableRow {
  const pair = (quantity: keyof typeof QUANTITIES): [string, string] | undefined => {
    const [range, value] = [expected[quantity], observed[quantity]];
    return range === undefined || value === undefined
      ? undefined
      : [rangeText(range, quantity), observedText(value, range, quantity)];
  };
  const refused = pair("refusals")?.map((text) => `${text} refused`);
  return {
    heading: (
      <>
        {capitalised(name)} <span class="meaning">{MEANINGS[name]}</span>
      </>
    ),
    cells: [
      ...pair("labelInformedAccuracy") ?? ["–", "–"],
      ...refused ?? pair("labelFreeAccuracy") ?? ["–", "–"],
      passed ? "pass" : <mark>fail</mark>,
    ],
  };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
