import type { JSX } from "preact";
import { NOTEBOOK_LINK } from "../../config/links.ts";
import type { RunRecord } from "../../record/record.ts";
import { Foreign, Section } from "../components/text.tsx";
import { formatTime, shorten } from "../format.ts";

/** How to cite the run, and where to read on. */
export function Cite({ record, headline }: { record: RunRecord; headline: string }): JSX.Element {
  return (
    <Section id="cite" title="Cite it, read on">
      <div class="command">
        <pre tabIndex={0}><code id="citation"><Foreign text={citation(record, headline)} /></code></pre>
        <button type="button" data-copies="citation" hidden>
          Copy <span class="visually-hidden">the citation</span>
        </button>
        <span role="status"></span>
      </div>
      <ul>
        {record.published !== undefined || record.corrected !== undefined
          ? (
            <li>
              A public copy of{" "}
              <a href={NOTEBOOK_LINK}>the notebook</a>, with the label vectors and steps that this run repeats
            </li>
          )
          : null}
        <li>
          In Tenshot’s own folder: <code>docs/method.md</code> goes through the notebook and its leak line by line,{" "}
          <code>docs/leak_free.md</code>{" "}
          tells the leak-free method, how its constants were chosen and what others report,{" "}
          <code>docs/fidelity.md</code> how close runs are to PyTorch’s
        </li>
        {record.leakFree !== undefined && (
          <li>
            The papers that the leak-free method is compared with are linked, by their DOI, where their figures stand
          </li>
        )}
      </ul>
    </Section>
  );
}

/** BibTeX. */
function citation({ provenance }: RunRecord, headline: string): string {
  const { version, commit, startedAt, dataset } = provenance;
  const year = startedAt.slice(0, 4);
  const plain = (text: string) => text.replaceAll(/[{}\\]/g, "").replaceAll("%", "\\%").replaceAll(/\s+/g, " ");
  return [
    `@misc{tenshot-${startedAt.slice(0, 10)},`,
    `  author = {{The Tenshot authors}},`,
    `  title = {Tenshot ${plain(version)}, a run on ${plain(shorten(dataset.name, 60))}: ${plain(headline)}},`,
    `  year = {${year}},`,
    `  note = {Run of ${formatTime(startedAt)}${commit === undefined ? "" : `, commit ${plain(commit)}`}}`,
    "}",
  ].join("\n");
}
