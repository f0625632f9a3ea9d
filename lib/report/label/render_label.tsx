import type { JSX } from "preact";
import type { LabelGallery } from "../../record/label_pictures.ts";
import type { LabelRecord, RunRecord } from "../../record/record.ts";
import { reportAssets } from "../assets.ts";
import { inlineBlock } from "../content_security.ts";
import { Foreign } from "../components/text.tsx";
import { countOf, formatCount, formatTime, shorten } from "../format.ts";
import { htmlFile, MadeBy, Page } from "../page.tsx";
import picturesStyle from "../pictures.css" with { type: "text" };
import type { RunAssets } from "../run_assets.ts";
import { Checked } from "./checked.tsx";
import { Decided } from "./decided.tsx";
import { GallerySection } from "./galleries.tsx";
import labelStyle from "./label.css" with { type: "text" };
import { LabelProvenance } from "./label_provenance.tsx";
import { Refused } from "./refused.tsx";
import { Suggested } from "./suggested.tsx";
import { LabelVerdict } from "./verdict.tsx";

/** A section that there is something for. */
interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly content: JSX.Element;
}

/**
 * Renders the report on a person's own pictures: one HTML file that needs nothing else. There is no truth in it but what the
 * person checked. The same record and pictures give the same bytes.
 */
export function renderLabelReport(record: RunRecord, label: LabelRecord, assets: RunAssets = {}): string {
  const { style } = reportAssets();
  const galleries = assets.pictures?.label?.galleries ?? [];
  const chapters = chaptersOf(record, label, galleries);
  return htmlFile(
    <Page
      title={`Tenshot: ${headline(label)}`}
      description={`${headline(label)}. A person’s own pictures, labelled from a few examples, ${
        formatTime(record.provenance.startedAt)
      }.`}
      styles={[style, inlineBlock("style", picturesStyle), inlineBlock("style", labelStyle)]}
      scripts={[]}
      record={record}
    >
      <a class="skip" href="#main">Skip to the report</a>
      <header>
        <p class="kicker">Tenshot · own pictures</p>
        <h1>{headline(label)}</h1>
        {record.provenance.notices?.map((notice) => <p class="notice">{notice}.</p>)}
      </header>
      <main id="main">
        <LabelVerdict label={label} />
        <div class="run">
          <p>
            <Foreign text={shorten(record.provenance.dataset.source, 60)} />
            {`, ${formatTime(record.provenance.startedAt)}`}
          </p>
        </div>
        <nav aria-label="Contents">
          <ul>
            {chapters.map(({ id, title }) => (
              <li>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ul>
        </nav>
        {chapters.map(({ content }) => content)}
      </main>
      <MadeBy
        version={record.provenance.version}
        source="from the run’s folder alone; the record is inside this file"
      />
    </Page>,
  );
}

/** The sections in reading order; one that there is nothing for is left out. */
function chaptersOf(record: RunRecord, label: LabelRecord, galleries: readonly LabelGallery[]): Chapter[] {
  const chapters: Chapter[] = [];
  const add = (id: string, title: string, content: JSX.Element) => chapters.push({ id, title, content });
  const gallery = (kind: LabelGallery["kind"]) => galleries.find((one) => one.kind === kind);
  if (label.suggestions !== undefined) {
    add(
      "suggested",
      "Which to label next",
      <Suggested suggestions={label.suggestions} gallery={gallery("suggested")} first={label.classes.length === 0} />,
    );
  }
  if (label.check !== undefined) {
    add("checked", "Checked", <Checked check={label.check} gallery={gallery("mistaken")} />);
  }
  for (
    const [id, title, kind] of [
      ["least-sure", "The least sure", "unsure"],
      ["by-class", "By class", "by-class"],
      ["contradicting", "Labels worth a second look", "contradicting"],
      ["given", "Given labels", "given"],
    ] as const
  ) {
    const found = gallery(kind);
    if (found !== undefined) add(id, title, <GallerySection id={id} title={title} gallery={found} />);
  }
  add("decided", "What decided", <Decided label={label} />);
  if (label.refused.length > 0) add("refused", "Not used", <Refused refused={label.refused} />);
  add("provenance", "How it was run", <LabelProvenance record={record} label={label} />);
  return chapters;
}

function headline({ pictures, given, classes }: LabelRecord): string {
  const labels = given.flat().length;
  if (classes.length === 0) return `Which of ${countOf(pictures, "picture")} to label`;
  return `${countOf(pictures, "picture")} labelled from ${formatCount(labels)}`;
}
