import { join } from "node:path";
import { helpText, parseFlags } from "../lib/config/flags.ts";
import { ReportOptions } from "../lib/config/report_options.ts";
import { renderIndex } from "../lib/report/index/render_index.tsx";
import { readRunList } from "../lib/report/index/run_list.ts";
import { renderReport } from "../lib/report/render.tsx";
import { readRunAssets } from "../lib/report/run_assets.ts";
import { readRunRecord, writeFileAtomically } from "../lib/run/folder.ts";
import { answerText } from "../lib/run/task_answer.ts";
import { runTask } from "../lib/run/task_main.ts";

const HELP = helpText(ReportOptions, {
  task: "report",
  summary:
    "Draws the report of a run again from its record, or a page of many runs. Needs no GPU, no data and no network.",
  examples: [
    { command: "./tenshot report reports/my-run", does: "Writes reports/my-run/index.html" },
    {
      command: "./tenshot report --index reports",
      does: "Writes reports/index.html, which lists the runs and compares them",
    },
  ],
});

await runTask(async () => {
  const flags = parseFlags(ReportOptions, Deno.args);
  if (flags.help) {
    console.log(HELP.trimEnd());
    return 0;
  }
  const { dir, index, json } = flags.options;
  const path = join(dir, "index.html");
  const list = index ? await readRunList(dir) : undefined;
  const html = list ? renderIndex(list) : renderReport(await readRunRecord(dir), await readRunAssets(dir));
  await writeFileAtomically(path, html);
  const lines = [
    `Wrote ${path}`,
    ...(list?.runs.length === 0 ? ["Found no run that can be read; the page says why"] : []),
  ];
  const result = { page: path, ...(list && { runs: list.runs.length }) };
  console.log(answerText("report", { text: lines.join("\n"), result }, json));
  return 0;
}, { debug: Deno.args.includes("--debug") });
