import type { JSX } from "preact";
import type { LabelRecord } from "../../record/record.ts";
import { Card } from "../components/card.tsx";
import { countOf, formatCount, formatInterval, formatShare } from "../format.ts";
import { labelWarnings } from "./label_text.ts";
import { percentDigits } from "../../statistics/decimals.ts";

/** How much was labelled, how sure that is, and how right, where that is known. */
export function LabelVerdict({ label }: { label: LabelRecord }): JSX.Element {
  const { pictures, classes, given, check, doubtful, suggestions } = label;
  const labels = given.flat().length;
  const others = pictures - labels;
  const warnings = labelWarnings(label);
  return (
    <section id="verdict" aria-label="Verdict">
      <ul class="verdict">
        {classes.length > 0 && (
          <Card
            title="Labelled"
            figure={formatCount(others)}
            unit={others === 1 ? "picture" : "pictures"}
            note={`From ${countOf(labels, "given label")} of ${
              formatCount(classes.length)
            } classes; all in labels.csv.`}
          />
        )}
        {classes.length > 0 && (
          <Card
            title="Worth a look"
            figure={formatCount(doubtful)}
            unit={doubtful === 1 ? "picture" : "pictures"}
            rate={`${formatShare(doubtful, others, 1)} of those without a given label`}
            note="Another label has at least a quarter of the share that theirs has."
          />
        )}
        {check !== undefined && (
          <Card
            kind="honest"
            title="Checked after the last decision"
            figure={percentDigits(check.wrong / check.pictures)}
            unit="% errors"
            rate={`${formatCount(check.wrong)} of ${countOf(check.pictures, "picture")} that you know`}
            note={`95 % interval: ${formatInterval(check.interval)}.`}
          />
        )}
        {classes.length === 0 && (
          <Card
            title="To be labelled first"
            figure={formatCount(suggestions?.length ?? 0)}
            unit={suggestions?.length === 1 ? "picture" : "pictures"}
            note="Fill in suggestions.csv and give it to --labels."
          />
        )}
      </ul>
      {warnings.length > 0 && <ul class="notice">{warnings.map((warning) => <li>{warning}.</li>)}</ul>}
    </section>
  );
}
