import type { JSX } from "preact";
import { type FailureRecord, failureText, type RunRecord } from "../../record/record.ts";
import type { Comparability } from "../comparability.ts";
import { Foreign } from "../components/text.tsx";
import { formatCount, formatTime, shorten } from "../format.ts";
import { headline, machineName, protocolOf, quickText } from "../headline.ts";
import { leakFreeKicker } from "../leak_free_chapters.tsx";

/** The verdict in a line, and what has to be known before it is believed. */
export function Masthead({ record, compared }: { record: RunRecord; compared: Comparability }): JSX.Element {
  const { provenance } = record;
  return (
    <header>
      <p class="kicker">Tenshot · {leakFreeKicker(record)}</p>
      <h1>{headline(record, compared)}</h1>
      {record.published !== undefined && (
        <p class="lede">The notebook is given the right digit before it picks its answer.</p>
      )}
      {provenance.quick && (
        <p class="quick" role="note">
          <strong>Quick run.</strong> {quickText(record)}
        </p>
      )}
      {provenance.notices?.map((notice) => <p class="notice">{notice}.</p>)}
      {record.failures && <Failures failures={record.failures} />}
    </header>
  );
}

/** What failed while the rest ended. */
function Failures({ failures }: { failures: readonly FailureRecord[] }): JSX.Element {
  const [first] = failures;
  if (failures.length === 1 && first) {
    return (
      <p class="notice">
        <strong>Incomplete.</strong> <Foreign text={failureText(first)} />.
      </p>
    );
  }
  return (
    <div class="notice">
      <strong>Incomplete.</strong> {formatCount(failures.length)} parts failed:
      <ul>
        {failures.map((failure) => (
          <li>
            <Foreign text={failureText(failure)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Which run it is, and what one can take along. */
export function RunLine({ record }: { record: RunRecord }): JSX.Element {
  const { provenance } = record;
  return (
    <div class="run">
      <p>
        <Foreign text={shorten(provenance.dataset.name, 60)} />
        {`, ${protocolOf(record)}, ${formatTime(provenance.startedAt)}, on `}
        <Foreign text={shorten(machineName(provenance), 60)} />
      </p>
      <p class="actions" hidden>
        <button type="button" id="download-record">Download run.json</button>{" "}
        <button type="button" data-copies="">Copy link to this view</button> <span role="status"></span>
      </p>
    </div>
  );
}
