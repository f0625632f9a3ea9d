import type { JSX } from "preact";
import type { SweepRecord, TaskProgress } from "../../sweep/sweep_record.ts";
import { runFolder, taskName } from "../../sweep/folder.ts";
import { DataTable, Details, FactTable, Foreign, Section } from "../components/text.tsx";
import { formatCount, formatTime, formatTiming, shorten } from "../format.ts";

/** Tasks that failed or were stopped, with the last line of their logs. */
export function Unfinished({ tasks }: Pick<SweepRecord, "tasks">): JSX.Element | null {
  const found = tasks.filter(({ state, reason }) =>
    state === "failed" || state === "stopped" || state === "waiting" && reason !== undefined
  );
  if (found.length === 0) return null;
  return (
    <Section id="unfinished" title="Failed, stopped or held up">
      <DataTable
        text
        captionHidden
        caption="Failed, stopped or held up"
        columns={["Task", "State", "On", "Tries", "Why", "Last line of its log"]}
        rows={found.map(({ task, state, node, tries, reason, lastLine }) => ({
          heading: <a href={`./logs/${taskName(task)}.txt`}>{taskName(task)}</a>,
          cells: [state, <Foreign text={node ?? "–"} />, formatCount(tries), text(reason), text(lastLine)],
        }))}
      />
    </Section>
  );
}

/** Every task, with a link to its run's report. */
export function AllTasks({ tasks }: Pick<SweepRecord, "tasks">): JSX.Element {
  return (
    <Section id="tasks" title="Tasks">
      <Details summary={`${formatCount(tasks.length)} ${tasks.length === 1 ? "task" : "tasks"}`}>
        <DataTable
          text
          captionHidden
          caption="Every task"
          columns={["Task", "State", "Seeds", "Tries", "On", "Adapter", "Last try"]}
          rows={tasks.map((task) => ({
            heading: task.hasReport
              ? <a href={`./${runFolder(task.task)}/index.html`}>{taskName(task.task)}</a>
              : taskName(task.task),
            cells: [
              task.state,
              seedsText(task),
              formatCount(task.tries),
              <Foreign text={task.node ?? "–"} />,
              text(task.adapter),
              timesText(task),
            ],
          }))}
        />
      </Details>
    </Section>
  );
}

/** How the sweep was planned. */
export function Plan({ record }: { record: SweepRecord }): JSX.Element {
  const { commandLine, version, commit, deno, createdAt, axes, id } = record;
  const rows: [string, string][] = [
    ["Command", ["./tenshot", ...commandLine].join(" ")],
    ["Planned", formatTime(createdAt)],
    ["Version", `${version}${commit ? `, commit ${commit}` : ""}, Deno ${deno}`],
    ["Name of its jobs", `tenshot-${id}-…`],
    ...axes.map(({ flag, values }): [string, string] => [`Axis --${flag}`, values.join(", ")]),
  ];
  return (
    <Section id="plan" title="How it was planned">
      <FactTable caption="How it was planned" facts={rows.map(([what, value]) => [what, <Foreign text={value} />])} />
    </Section>
  );
}

function seedsText({ seeds }: TaskProgress): string {
  return seeds.length > 1 ? `${seeds[0]} to ${seeds.at(-1)}` : `${seeds[0] ?? "–"}`;
}

function timesText({ startedAt, endedAt }: TaskProgress): string {
  if (startedAt === undefined) return "–";
  const took = endedAt === undefined ? "" : `, ${formatTiming(Date.parse(endedAt) - Date.parse(startedAt))}`;
  return formatTime(startedAt) + took;
}

function text(value: string | undefined): JSX.Element {
  return <Foreign text={value === undefined ? "–" : shorten(value, 300)} />;
}
