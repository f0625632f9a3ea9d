import type { JSX } from "preact";
import { failedPart, type Provenance, type RunRecord, type SetScores } from "../../record/record.ts";
import { clientScript } from "../client_script.ts";
import { DataTable, Foreign, Scroller, Section } from "../components/text.tsx";
import { type InlineBlock, inlineBlock } from "../content_security.ts";
import { formatCount, formatRate, formatShare, formatTime, shorten } from "../format.ts";
import { htmlFile, Page } from "../page.tsx";
import { reportAssets } from "../assets.ts";
import reportStyleSource from "../report.css" with { type: "text" };
import styleSource from "./index.css" with { type: "text" };
import { Overlays } from "./overlays.tsx";
import { type RunChart, runCharts } from "./run_charts.ts";
import { FACT_GROUPS, runFacts } from "./run_facts.ts";
import type { ListedRun, RunList } from "./run_list.ts";

const LONGEST_NAME = 60;

let assets: { styles: InlineBlock[]; client: InlineBlock } | undefined;

function indexAssets(): { styles: InlineBlock[]; client: InlineBlock } {
  assets ??= {
    styles: [inlineBlock("style", reportStyleSource), inlineBlock("style", styleSource)],
    client: clientScript("client/index_main.ts"),
  };
  return assets;
}

/**
 * Renders the page that lists the runs of a folder and compares any two of them. It is one HTML file, for the folder that
 * the runs' own folders lie in; it links to their reports.
 *
 * @param list What lies in the folder
 * @throws {Error} If Chart.js is not installed, or may not be read
 */
export function renderIndex({ runs, unreadable }: RunList): string {
  const { styles, client } = indexAssets();
  const carried = runs.map(({ folder, record }) => ({ folder, facts: runFacts(record), charts: runCharts(record) }));
  const title = runs.length === 1 ? "One run" : `${formatCount(runs.length)} runs`;
  return htmlFile(
    <Page
      title={`Tenshot: ${title}`}
      styles={styles}
      scripts={[
        ...(runs.length > 1 ? [{ block: reportAssets().chartLibrary, module: false }] : []),
        { block: client, module: true },
      ]}
      record={{ groups: FACT_GROUPS, runs: carried }}
    >
      <a class="skip" href="#main">Skip to the runs</a>
      <header>
        <p class="kicker">Tenshot · few labelled images a class</p>
        <h1>{title}</h1>
      </header>
      <main id="main">
        <Runs runs={runs} />
        {runs.length > 1 && <Comparison runs={runs} charts={carried.flatMap(({ charts }) => charts)} />}
        {unreadable.length > 0 && (
          <Section id="unreadable" title="Records that could not be read">
            <DataTable
              text
              captionHidden
              caption="Records that could not be read"
              columns={["Folder", "Problem"]}
              rows={unreadable.map(({ folder, problem }) => ({
                heading: <Foreign text={shorten(folder, LONGEST_NAME)} />,
                cells: [<Foreign text={shorten(problem, 300)} />],
              }))}
            />
          </Section>
        )}
      </main>
      <footer>
        <p>Made by Tenshot from the runs’ records.</p>
      </footer>
    </Page>,
  );
}

function Runs({ runs }: { runs: readonly ListedRun[] }): JSX.Element {
  return (
    <Section id="runs" title="Runs">
      {runs.length === 0 ? <p>No folder here holds a run.</p> : (
        <>
          <p>
            The newest first. A label-informed score is handed the true label, so it says nothing of a classifier; a
            label-free one does.
          </p>
          <DataTable
            text
            captionHidden
            caption="Runs, the newest first"
            columns={[
              "Run",
              "Started",
              "Protocol",
              "Seed",
              "Data",
              "Adapter",
              "Test errors, label-informed",
              "Test errors, label-free",
            ]}
            rows={runs.map((run) => ({ heading: <Link run={run} />, cells: cellsOf(run.record) }))}
          />
        </>
      )}
    </Section>
  );
}

function Link({ run: { folder, hasReport } }: { run: ListedRun }): JSX.Element {
  const name = <Foreign text={shorten(folder, LONGEST_NAME)} />;
  return hasReport ? <a href={`./${encodeURIComponent(folder.toWellFormed())}/index.html`}>{name}</a> : name;
}

function cellsOf(
  { provenance, published, publishedSeeds, corrected, leakFree, label, failures }: RunRecord,
): JSX.Element[] {
  const scores = (published ?? corrected)?.stage2.test;
  const protocols = [
    ...(published ? ["published"] : []),
    ...(corrected ? ["corrected"] : []),
    ...(leakFree ? ["leak-free"] : []),
    ...(label ? ["label"] : []),
  ];
  const seeds = publishedSeeds?.map(({ seed }) => seed) ??
    (scores && provenance.seeds
      ? [provenance.seeds.stage1]
      : leakFree?.draws.map(({ drawSeed }) => drawSeed ?? "given") ?? []);
  const free = [
    ...(scores ? [errorsOf(scores, scores.labelFreeErrors)] : []),
    ...(leakFree ? [`${formatRate(leakFree.meanErrorRate)}${scores ? " (leak-free)" : ""}`] : []),
    ...(label?.check ? [`${formatRate(label.check.wrong / label.check.pictures)} (as checked)`] : []),
  ];
  return [
    <>{formatTime(provenance.startedAt)}</>,
    <>
      {protocols.join(" and ") || "none"}
      {provenance.quick && (
        <>
          {" "}
          <mark>quick</mark>
        </>
      )}
      {failures && (
        <>
          {" "}
          <mark>incomplete</mark>
          {`: ${shorten(failures.map(failedPart).join(", "), LONGEST_NAME)} failed`}
        </>
      )}
    </>,
    <>{seeds.length > 1 ? `${seeds[0]} to ${seeds.at(-1)}` : seeds[0] ?? "–"}</>,
    <Foreign text={shorten(provenance.dataset.name, LONGEST_NAME)} />,
    <Foreign text={shorten(adapterName(provenance), LONGEST_NAME)} />,
    <>{scores ? errorsOf(scores, scores.labelInformedErrors) : "–"}</>,
    <strong>{free.join(", ") || "–"}</strong>,
  ];
}

function errorsOf({ images }: SetScores, errors: number): string {
  return `${formatCount(errors)} in ${formatCount(images)} (${formatShare(errors, images)})`;
}

function adapterName({ adapter, backend }: Provenance): string {
  if (adapter === undefined) return `none (${backend} backend)`;
  return adapter.description || adapter.vendor || "not named";
}

function Comparison(
  { runs, charts }: { runs: readonly ListedRun[]; charts: readonly RunChart[] },
): JSX.Element {
  const choice = (name: "first" | "second", label: string, chosen: number) => (
    <label>
      {label}{" "}
      <select data-part={name} data-control={name} autocomplete="off">
        {runs.map(({ folder }, place) => (
          <option value={folder} selected={place === chosen}>{shorten(folder, LONGEST_NAME)}</option>
        ))}
      </select>
    </label>
  );
  return (
    <Section id="compare" title="Compare two">
      <p data-part="without">Comparing needs JavaScript.</p>
      <div data-part="whole" hidden>
        <div class="controls">
          {choice("first", "First", 1)}
          {choice("second", "Second", 0)}
        </div>
        <p data-part="status" role="status"></p>
        <Overlays charts={charts} />
        <Scroller label="What differs between the two runs">
          <table class="text comparison">
            <caption>
              <span class="visually-hidden">What differs between the two runs</span>
            </caption>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">First</th>
                <th scope="col">Second</th>
                <th scope="col">Second less first</th>
              </tr>
            </thead>
            <tbody data-part="rows"></tbody>
          </table>
        </Scroller>
      </div>
    </Section>
  );
}
