import { join } from "node:path";
import { parseFlags } from "../lib/config/flags.ts";
import { helpText } from "../lib/config/help_text.ts";
import { UsageError } from "../lib/config/usage_error.ts";
import { ReportOptions } from "../lib/config/report_options.ts";
import { drawEach, drawFolder } from "../lib/report/draw_folder.ts";
import { renderIndex } from "../lib/report/index/render_index.tsx";
import { readRunList } from "../lib/report/index/run_list.ts";
import { writeFileAtomically } from "../lib/run/atomic_file.ts";
import { answerText } from "../lib/run/task_answer.ts";
import { runTask } from "../lib/run/task_main.ts";

const HELP = helpText(ReportOptions, {
  task: "report",
  summary:
    "Draws the page of a run, a benchmark or a sweep again from its record, or a page of many runs. Needs no GPU, no data and no network.",
  examples: [
    {
      command: "./tenshot report reports/my-run",
      does: "Writes reports/my-run/index.html, from the run.json, bench.json or results.json in that folder",
    },
    {
      command: "./tenshot report --index reports",
      does: "Writes reports/index.html, which lists the runs and compares them; with --each their own pages too",
    },
  ],
});

await runTask(async () => {
  const flags = parseFlags(ReportOptions, Deno.args);
  if (flags.help) {
    console.log(HELP.trimEnd());
    return 0;
  }
  const { dir, index, each, json } = flags.options;
  if (each && !index) throw new UsageError("Reading --each: found no --index, wanted it too");
  const path = join(dir, "index.html");
  const drawn = each ? await drawEach(dir) : [];
  const list = index ? await readRunList(dir) : undefined;
  const html = list ? renderIndex(list) : await drawFolder(dir);
  await writeFileAtomically(path, html);
  const lines = [
    ...drawn.map((page) => `Wrote ${page}`),
    `Wrote ${path}`,
    ...(list?.runs.length === 0 ? ["Found no run that can be read; the page says why"] : []),
  ];
  const result = { page: path, ...(each && { pages: drawn }), ...(list && { runs: list.runs.length }) };
  console.log(answerText("report", { text: lines.join("\n"), result }, json));
  return 0;
}, { debug: Deno.args.includes("--debug") });
