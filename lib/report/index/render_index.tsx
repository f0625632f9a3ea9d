import type { JSX } from "preact";
import { failedPart, type Provenance, type RunRecord } from "../../record/record.ts";
import { clientScript } from "../client_script.ts";
import { DataTable, Details, Foreign, Scroller, Section } from "../components/text.tsx";
import { type InlineBlock, inlineBlock } from "../content_security.ts";
import { countOf, formatCount, formatTime, rateOrDash, shorten } from "../format.ts";
import { htmlFile, Page } from "../page.tsx";
import { reportAssets } from "../assets.ts";
import reportStyleSource from "../report.css" with { type: "text" };
import styleSource from "./index.css" with { type: "text" };
import { Overlays } from "./overlays.tsx";
import { type RunChart, runCharts } from "./run_charts.ts";
import { FACT_GROUPS, runFacts } from "./run_facts.ts";
import type { ListedRun, RunList } from "./run_list.ts";
import { runGround, type RunResult, runResults } from "./run_results.ts";

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
 * Renders the page that lists the runs of a folder and compares them. It is one HTML file, for the folder that
 * the runs' own folders lie in; it links to their reports.
 *
 * @param list What lies in the folder
 * @throws {Error} If Chart.js is not installed, or may not be read
 */
export function renderIndex({ runs, others = [], unreadable }: RunList): string {
  const { styles, client } = indexAssets();
  const carried = runs.map(({ folder, record }) => ({
    folder,
    facts: runFacts(record),
    charts: runCharts(record),
    ground: runGround(record),
  }));
  const title = runs.length === 1 ? "One run" : `${formatCount(runs.length)} runs`;
  return htmlFile(
    <Page
      title={`Tenshot: ${title}`}
      description={`${title} of Tenshot, with preset, draws, median and range of the test errors, to sort and compare.`}
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
        {others.length > 0 && (
          <Section id="others" title="Benchmarks and sweeps">
            <ul>
              {others.map(({ folder, kind, hasReport }) => (
                <li>
                  <Link run={{ folder, hasReport }} />, a {kind}
                </li>
              ))}
            </ul>
          </Section>
        )}
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
            The newest first, a row for each protocol. Errors are of test images; of several seeds or draws their
            median, and the lowest and the highest. A label-informed score is handed the true label, so it says nothing
            of a classifier; a label-free one does.
          </p>
          <p class="controls" data-part="controls" hidden>
            <label>
              Show runs with <input type="search" data-control="filter" autocomplete="off" />
            </label>
            <input type="hidden" data-control="sort" value="" autocomplete="off" />
            <span role="status"></span>
          </p>
          <RunTable runs={runs} />
        </>
      )}
    </Section>
  );
}

const RUN_COLUMNS: readonly string[] = [
  ...["Run", "Protocol", "Data", "Preset", "Labels", "Seeds or draws", "Label-free errors", "Lowest", "Highest"],
  ...["Label-informed errors", "First seed", "Started", "Adapter"],
];

/** A row for each result; what a column is sorted by lies in its cells' `data-sort`. */
function RunTable({ runs }: { runs: readonly ListedRun[] }): JSX.Element {
  return (
    <Scroller label="Runs">
      <table class="text">
        <caption>
          <span class="visually-hidden">Runs, the newest first</span>
        </caption>
        <thead>
          <tr>{RUN_COLUMNS.map((column) => <th scope="col">{column}</th>)}</tr>
        </thead>
        <tbody>
          {runs.flatMap((run) => {
            const results = runResults(run.record);
            return (results.length === 0 ? [undefined] : results).map((result) => (
              <tr>
                <th scope="row" data-sort={run.folder}>
                  <Link run={run} />
                </th>
                {cellsOf(run.record, result).map(([shown, by]) => <td data-sort={by}>{shown}</td>)}
              </tr>
            ));
          })}
        </tbody>
      </table>
    </Scroller>
  );
}

function Link({ run: { folder, hasReport } }: { run: Pick<ListedRun, "folder" | "hasReport"> }): JSX.Element {
  const name = <Foreign text={shorten(folder, LONGEST_NAME)} />;
  return hasReport ? <a href={`./${encodeURIComponent(folder.toWellFormed())}/index.html`}>{name}</a> : name;
}

/** What is shown, and what it is sorted by; nothing to sort by comes last. */
type RunCell = readonly [shown: JSX.Element | string, by: string | number];

function cellsOf({ provenance, failures }: RunRecord, result: RunResult | undefined): RunCell[] {
  const rate = (value: number | undefined): RunCell => [rateOrDash(value), value ?? ""];
  const { startedAt, dataset, seeds } = provenance;
  const seed = seeds?.stage1;
  return [
    [
      <>
        {result?.protocol ?? "none"}
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
      result?.protocol ?? "",
    ],
    [
      <>
        <Foreign text={shorten(dataset.name, LONGEST_NAME)} />
        {result !== undefined && result.images > 0 && `, ${countOf(result.images, "image")}`}
      </>,
      shorten(dataset.name, LONGEST_NAME),
    ],
    [result?.preset ?? "–", result?.preset ?? ""],
    [result === undefined ? "–" : formatCount(result.labels), result?.labels ?? ""],
    [result === undefined ? "–" : formatCount(result.draws), result?.draws ?? ""],
    [<strong>{rateOrDash(result?.rate)}</strong>, result?.rate ?? ""],
    rate(result?.lowest),
    rate(result?.highest),
    rate(result?.informedRate),
    result?.protocol === "leak-free" || seed === undefined ? ["–", ""] : [String(seed), seed],
    [formatTime(startedAt), startedAt],
    [
      <Foreign text={shorten(adapterName(provenance), LONGEST_NAME)} />,
      shorten(adapterName(provenance), LONGEST_NAME),
    ],
  ];
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
    <Section id="compare" title="Compare runs">
      <p class="without-script">Comparing needs JavaScript.</p>
      <div data-part="whole" hidden>
        <div class="controls">
          {choice("first", "First", 1)}
          {choice("second", "Second", 0)}
        </div>
        {runs.length > 2 && (
          <Details summary="Compare more">
            <fieldset class="controls">
              <legend>Further runs</legend>
              {runs.map(({ folder }) => (
                <label>
                  <input type="checkbox" data-control={`more ${folder}`} data-more={folder} autocomplete="off" />{" "}
                  <Foreign text={shorten(folder, LONGEST_NAME)} />
                </label>
              ))}
            </fieldset>
          </Details>
        )}
        <div data-part="warnings" role="status"></div>
        <p data-part="status" role="status"></p>
        <Overlays charts={charts} />
        <Scroller label="What differs between the runs">
          <table class="text comparison">
            <caption>
              <span class="visually-hidden">What differs between the runs</span>
            </caption>
            <thead data-part="columns"></thead>
            <tbody data-part="rows"></tbody>
          </table>
        </Scroller>
      </div>
    </Section>
  );
}
