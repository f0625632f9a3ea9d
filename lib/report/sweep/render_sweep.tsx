import type { JSX } from "preact";
import { type SweepRecord, TASK_STATES } from "../../sweep/sweep_record.ts";
import { reportAssets } from "../assets.ts";
import { clientScript } from "../client_script.ts";
import { Card } from "../components/card.tsx";
import { Foreign } from "../components/text.tsx";
import { countOf, formatCount, formatTime, shorten } from "../format.ts";
import { htmlFile, MadeBy, Page } from "../page.tsx";
import { AxisCharts } from "./axis_charts.tsx";
import { Groups } from "./groups.tsx";
import { AllTasks, Plan, Unfinished } from "./tasks.tsx";

/**
 * Renders a sweep's page: one HTML file for the sweep's folder, that needs nothing else, opens offline, is readable without
 * JavaScript, and links to the reports of its tasks. The same record gives the same bytes.
 *
 * @throws {Error} If Chart.js is not installed, or may not be read
 */
export function renderSweep(record: SweepRecord): string {
  const { style, chartLibrary } = reportAssets();
  const { tasks, groups } = record;
  return htmlFile(
    <Page
      title={`Tenshot sweep: ${headline(record)}`}
      description={`${headline(record)}. Many runs of Tenshot over seeds, draws and options, summed up by group.`}
      styles={[style]}
      scripts={[{ block: chartLibrary, module: false }, { block: clientScript("client/sweep_main.ts"), module: true }]}
      record={record}
    >
      <a class="skip" href="#main">Skip to the results</a>
      <Masthead record={record} />
      <main id="main">
        <Progress tasks={tasks} />
        <Groups groups={groups} />
        <AxisCharts axes={record.axes} groups={groups} />
        <Unfinished tasks={tasks} />
        <AllTasks tasks={tasks} />
        <Plan record={record} />
      </main>
      <MadeBy version={record.version} source="from the records of the sweep’s tasks; its own is inside this file" />
    </Page>,
  );
}

function headline({ tasks }: SweepRecord): string {
  const done = tasks.filter(({ state }) => state === "done").length;
  return `${formatCount(done)} of ${countOf(tasks.length, "task")} done`;
}

function Masthead({ record }: { record: SweepRecord }): JSX.Element {
  const { groups, updatedAt, commandLine } = record;
  return (
    <header>
      <p class="kicker">Tenshot · sweep</p>
      <h1>{headline(record)}</h1>
      <p class="run">
        <Foreign text={shorten(commandLine.join(" "), 200)} />
        {`, as of ${formatTime(updatedAt)}`}
      </p>
      {groups.some(({ quick }) => quick) && (
        <p class="quick" role="note">
          <strong>Quick runs.</strong> Fewer images and steps: these are nobody’s full numbers.
        </p>
      )}
      <p class="actions" hidden>
        <button type="button" id="download-record">Download results.json</button>
      </p>
    </header>
  );
}

const NOTES = {
  done: "their records are part of what follows",
  running: "at work now",
  waiting: "not begun, or to go on",
  stopped: "begun, and not at work; --resume goes on with them",
  failed: "see below why; --resume tries again",
} as const;

function Progress({ tasks }: Pick<SweepRecord, "tasks">): JSX.Element {
  return (
    <section id="progress" aria-label="Progress">
      <ul class="cards">
        {TASK_STATES.map((state) => ({ state, count: tasks.filter((task) => task.state === state).length }))
          .filter(({ state, count }) => count > 0 || state === "done")
          .map(({ state, count }) => (
            <Card
              title={`${state.slice(0, 1).toUpperCase()}${state.slice(1)}`}
              figure={formatCount(count)}
              unit={count === 1 ? "task" : "tasks"}
              note={NOTES[state]}
            />
          ))}
      </ul>
    </section>
  );
}
