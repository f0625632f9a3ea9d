import { CLASSES } from "../data/dataset.ts";
import type { JSX } from "preact";
import type { RunPictures, StoryPictures } from "../record/pictures.ts";
import type { NotebookStory, RunRecord } from "../record/record.ts";
import { reportAssets } from "./assets.ts";
import { Contents } from "./components/contents.tsx";
import { RepeatIt } from "./components/repeat_it.tsx";
import { type Comparability, comparability } from "./comparability.ts";
import { renderLabelReport } from "./label/render_label.tsx";
import { shorten } from "./format.ts";
import { description, headline } from "./headline.ts";
import { leakFreeChapters } from "./leak_free_chapters.tsx";
import { htmlFile, MadeBy, Page } from "./page.tsx";
import { picturesAssets, picturesData } from "./pictures_assets.ts";
import type { RunAssets } from "./run_assets.ts";
import { Audit } from "./sections/audit.tsx";
import { Confusions } from "./sections/confusions.tsx";
import { CorrectedPseudoLabels, CorrectedScores, CorrectedVerdict } from "./sections/corrected.tsx";
import { DigitMap } from "./sections/digit_map.tsx";
import { CORRECTED_WORDING, Galleries, PUBLISHED_WORDING } from "./sections/galleries.tsx";
import { LabelledImages, Settings } from "./sections/inputs.tsx";
import { LeakFreeVerdict } from "./sections/leak_free.tsx";
import { Masthead, RunLine } from "./sections/masthead.tsx";
import { Provenance } from "./sections/provenance.tsx";
import { PseudoLabels } from "./sections/pseudo_labels.tsx";
import { Seeds } from "./sections/seeds.tsx";
import { Cite } from "./sections/cite.tsx";
import { Timings } from "./sections/timings.tsx";
import { Training } from "./sections/training.tsx";
import { TryIt, type TryItProps } from "./sections/try_it.tsx";
import { Scores, Verdict } from "./sections/verdict.tsx";
import { tryItAssets } from "./try_it_assets.ts";

/** A section that the record has something for. */
interface Chapter {
  /** Its anchor. */
  readonly id: string;
  readonly title: string;
  readonly content: JSX.Element;
}

/** What a page shows, in reading order. */
interface Chapters {
  /** What one sees first; it stands in no list of contents. */
  readonly opening: readonly JSX.Element[];
  readonly named: readonly Chapter[];
}

/**
 * Renders a run's report: one HTML file that needs nothing else, opens offline, and is readable without JavaScript.
 * The same record and assets give the same bytes.
 *
 * @param record A valid run record
 * @param assets What else the run's folder holds for the report; without weights there is no drawing pad
 * @returns The page
 * @throws {TypeError} If the weights are not those of the record's run
 * @throws {Error} If Chart.js is not installed, or may not be read
 */
export function renderReport(record: RunRecord, assets: RunAssets = {}): string {
  if (record.label !== undefined) return renderLabelReport(record, record.label, assets);
  const { style, chartLibrary, client } = reportAssets();
  const pictures = picturesAssets();
  const tryIt = tryItProps(record, assets);
  const pad = tryIt && tryItAssets();
  const compared = comparability(record);
  const { opening, named } = chaptersOf(record, compared, tryIt, assets.pictures);
  return htmlFile(
    <Page
      title={`Tenshot: ${shorten(record.provenance.dataset.name, 60)}, ${headline(record, compared)}`}
      description={description(record, compared)}
      styles={[style, pictures.style, ...pad ? [pad.style] : []]}
      scripts={[
        { block: chartLibrary, module: false },
        { block: client, module: true },
        { block: pictures.client, module: true },
        ...pad ? [{ block: pad.client, module: true }] : [],
      ]}
      record={record}
      data={picturesData(assets.pictures)}
    >
      <a class="skip" href="#main">Skip to the report</a>
      <Masthead record={record} compared={compared} />
      <Contents chapters={named} />
      <main id="main">
        {opening}
        <RunLine record={record} />
        {named.map(({ content }) => content)}
      </main>
      <MadeBy
        version={record.provenance.version}
        source="from the run’s folder alone; the record is inside this file"
      />
    </Page>,
  );
}

/** What the run's folder holds for a drawing pad, if it holds anything. */
function tryItProps(
  { published, leakFree }: RunRecord,
  { weights, leakFreeWeights }: RunAssets,
): TryItProps | undefined {
  const { model, draws: [draw] = [] } = leakFreeWeights ?? {};
  // The pad has a column a digit.
  const ofDigits = model?.dense.classes === CLASSES ? model : undefined;
  const props: TryItProps = {
    published: published && weights && { record: published, weights },
    leakFree: leakFree && ofDigits && draw &&
      { record: leakFree, networks: { network: ofDigits, members: draw.members } },
  };
  return props.published || props.leakFree ? props : undefined;
}

/** The sections in reading order; one that the record has nothing for is left out. */
function chaptersOf(
  record: RunRecord,
  compared: Comparability,
  tryIt: TryItProps | undefined,
  pictures: RunPictures | undefined,
): Chapters {
  const { published, publishedSeeds, publishedSeedsSummary, audit, corrected, leakFree, provenance } = record;
  const manySeeds = publishedSeeds !== undefined && publishedSeeds.length > 1;
  const opening: JSX.Element[] = [];
  const ofResults: Chapter[] = [
    ...(tryIt === undefined ? [] : [{ id: "try-it", title: "Try it", content: <TryIt {...tryIt} /> }]),
    ...(leakFree?.map === undefined ? [] : [
      { id: "digit-map", title: "Map of the digits", content: <DigitMap map={leakFree.map} leakFree={leakFree} /> },
    ]),
  ];
  const ofRun: Chapter[] = [];
  if (published !== undefined) {
    opening.push(
      <Verdict
        record={record}
        published={published}
        compared={compared}
        {...manySeeds && publishedSeedsSummary && { seeds: publishedSeedsSummary }}
      />,
    );
    if (audit !== undefined) ofResults.push({ id: "audit", title: "Audit", content: <Audit audit={audit} /> });
    if (publishedSeeds !== undefined && publishedSeedsSummary !== undefined) {
      ofResults.push({
        id: "seeds",
        title: "Many seeds",
        content: (
          <Seeds
            seeds={publishedSeeds}
            failed={record.failures?.length ?? 0}
            summary={publishedSeedsSummary}
            compared={compared}
          />
        ),
      });
    }
    ofResults.push(
      { id: "scores", title: "All scores", content: <Scores published={published} compared={compared} /> },
      {
        id: "pseudo-labels",
        title: "Pseudo-labels",
        content: <PseudoLabels published={published} compared={compared} />,
      },
      ...storyChapters(published, PUBLISHED_WORDING, pictures?.notebook),
    );
    ofRun.push({ id: "settings", title: "Settings", content: <Settings published={published} /> });
  }
  if (corrected !== undefined) {
    opening.push(<CorrectedVerdict corrected={corrected} />, <RepeatIt record={record} />);
    ofResults.push(
      { id: "pseudo-labels", title: "Pseudo-labels", content: <CorrectedPseudoLabels corrected={corrected} /> },
      { id: "scores", title: "All scores", content: <CorrectedScores corrected={corrected} /> },
      ...storyChapters(corrected, CORRECTED_WORDING, pictures?.notebook),
    );
    ofRun.push({ id: "settings", title: "Settings", content: <Settings published={corrected} /> });
  }
  if (leakFree !== undefined) {
    if (published === undefined) {
      opening.push(
        <LeakFreeVerdict leakFree={leakFree} provenance={provenance} />,
        <RepeatIt record={record} />,
      );
    }
    ofResults.push(
      ...leakFreeChapters(leakFree, provenance, pictures?.leakFree, sameLabelled(pictures)),
    );
  }
  if (opening.length > 0) {
    ofRun.unshift({ id: "timings", title: "Time", content: <Timings record={record} /> });
  }
  ofRun.push({ id: "provenance", title: "How it was run", content: <Provenance record={record} /> });
  ofRun.push({
    id: "cite",
    title: "Cite it, read on",
    content: <Cite record={record} headline={headline(record, compared)} />,
  });
  return { opening, named: [...ofResults, ...ofRun] };
}

/** Whether both protocols were given the same labelled images, in the same order. */
function sameLabelled(pictures: RunPictures | undefined): boolean {
  const [ofNotebook, ofLeakFree] = [pictures?.notebook, pictures?.leakFree].map((story) =>
    story?.galleries.find(({ kind }) => kind === "labelled")?.indices.toSorted((a, b) => a - b).join()
  );
  return ofNotebook !== undefined && ofNotebook === ofLeakFree;
}

/** What the published and the corrected protocol's pages have in common. */
function storyChapters(
  story: NotebookStory,
  wording: typeof PUBLISHED_WORDING,
  { galleries, cells }: StoryPictures = { galleries: [] },
): Chapter[] {
  return [
    ...(galleries.length === 0 ? [] : [{
      id: wording.id,
      title: wording.title,
      content: <Galleries galleries={galleries} wording={wording} />,
    }]),
    { id: "training", title: "Training", content: <Training published={story} /> },
    { id: "confusion", title: "Confusion matrices", content: <Confusions published={story} cells={cells} /> },
    { id: "labelled", title: "Labelled images", content: <LabelledImages published={story} /> },
  ];
}
