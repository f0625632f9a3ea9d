import type { JSX } from "preact";
import { threeFigures } from "../../bench/text_table.ts";
import type { BenchRecord } from "../../bench/bench_record.ts";
import type { Change } from "../../bench/figures.ts";
import { reportAssets } from "../assets.ts";
import { clientScript } from "../client_script.ts";
import { Foreign } from "../components/text.tsx";
import { countOf, formatRate, formatTime, shorten } from "../format.ts";
import { htmlFile, MadeBy, Page } from "../page.tsx";
import { BenchProvenanceSection, Changes } from "./about.tsx";
import { LeakFreeWork } from "./leak_free_work.tsx";
import { Against, Ceilings, Comparisons, Kernels, Overheads, Peer, Scaling } from "./measurements.tsx";

/**
 * Renders a benchmark's page: one HTML file that needs nothing else, opens offline, and is readable without JavaScript. The
 * same record gives the same bytes.
 *
 * @param changes What has changed since an earlier benchmark, if it was set beside one.
 * @throws {Error} If Chart.js is not installed, or may not be read
 */
export function renderBench(record: BenchRecord, changes?: readonly Change[]): string {
  const { style, chartLibrary } = reportAssets();
  const client = clientScript("client/bench_main.ts");
  const { ceilings, kernels, passes, comparisons, scaling, leakFree, overheads, peer, against, provenance } = record;
  return htmlFile(
    <Page
      title={`Tenshot benchmark: ${shorten(provenance.adapter.description, 60)}, ${formatTime(provenance.startedAt)}`}
      description={`What Tenshot’s kernels and whole runs take on ${shorten(provenance.adapter.description, 60)}.`}
      styles={[style]}
      scripts={[{ block: chartLibrary, module: false }, { block: client, module: true }]}
      record={record}
    >
      <a class="skip" href="#main">Skip to the figures</a>
      <Masthead record={record} />
      <main id="main">
        {peer && <Peer peer={peer} />}
        {against && <Against against={against} />}
        {kernels.length > 0 && <Kernels works={[...passes, ...kernels]} />}
        {ceilings.length > 0 && <Ceilings ceilings={ceilings} />}
        {comparisons && <Comparisons comparisons={comparisons} />}
        {scaling && <Scaling scaling={scaling} />}
        {leakFree && <LeakFreeWork leakFree={leakFree} />}
        {overheads && <Overheads overheads={overheads} />}
        {changes && <Changes changes={changes} />}
        <BenchProvenanceSection record={record} />
      </main>
      <MadeBy version={provenance.version} source="from the benchmark’s record alone; the record is inside this file" />
    </Page>,
  );
}

function Masthead({ record }: { record: BenchRecord }): JSX.Element {
  const { adapter, os, startedAt, quick } = record.provenance;
  return (
    <header>
      <p class="kicker">Tenshot · benchmark</p>
      <h1>{headline(record)}</h1>
      <p class="run">
        <Foreign text={`${shorten(adapter.description, 80)}${adapter.software ? " (software)" : ""}`} />
        {`, ${countOf(os.cores, "core")}, ${formatTime(startedAt)}`}
      </p>
      {quick && (
        <p class="quick" role="note">
          <strong>Quick run.</strong> Few rounds and sizes: a rough picture.
        </p>
      )}
      <p class="actions" hidden>
        <button type="button" id="download-record">Download bench.json</button>
      </p>
    </header>
  );
}

/** The most telling figures that there are, in one line. */
function headline({ passes, comparisons, peer, against }: BenchRecord): string {
  const run = against?.works[0];
  if (run !== undefined) return `${run.title}: ${threeFigures(run.ratio.median)} of the other build’s time`;
  if (peer !== undefined) return `${threeFigures(peer.coldRatio.median)} of the peer’s time, start to end`;
  const share = (name: string) => passes.find((pass) => pass.name === name)?.shareOfCeiling;
  const [scoring, training] = [share("scoring"), share("training step")];
  if (scoring !== undefined && training !== undefined) {
    return `Scoring at ${formatRate(scoring, 0)} of the adapter’s multiply-adds, training at ${
      formatRate(training, 0)
    }`;
  }
  const tfjs = comparisons?.[0]?.others[0];
  if (tfjs !== undefined) return `Scoring ${threeFigures(tfjs.ratio.median)} times as fast as by ${tfjs.name}`;
  return "A benchmark of some parts";
}
