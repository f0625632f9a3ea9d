import { helpText, parseFlags } from "../lib/config/flags.ts";
import { ReproduceOptions } from "../lib/config/options.ts";
import { reproduce } from "../lib/protocols/reproduce.ts";
import { requestRun } from "../lib/protocols/reproduce_request.ts";
import { renderReport } from "../lib/report/render.tsx";
import { runResult } from "../lib/report/run_result.ts";
import { runAssets } from "../lib/report/run_assets.ts";
import { summarise } from "../lib/report/summary.ts";
import { writeRun } from "../lib/run/folder.ts";
import { stderrProgress } from "../lib/run/stderr_progress.ts";
import { answerText } from "../lib/run/task_answer.ts";
import { runTask } from "../lib/run/task_main.ts";

await runTask(async () => {
  const startedAt = new Date();
  const flags = parseFlags(ReproduceOptions, Deno.args);
  if (flags.help) {
    console.log(helpText(ReproduceOptions, {
      task: "reproduce",
      summary: "Run the published notebook, and the same task without its leak, and write one record and report",
      examples: [
        {
          command: "./tenshot reproduce",
          does: "the notebook's own run, seeds 0 and 1, then the leak-free method on the same 100 labelled images",
        },
        { command: "./tenshot reproduce --quick", does: "the same steps on fewer images, in a minute" },
        {
          command: "./tenshot reproduce --protocol published --seed 1 --out reports/r1",
          does: "the notebook alone, seeds 1 and 2, written to a folder of yours",
        },
        { command: "./tenshot reproduce --protocol corrected", does: "the notebook without its leak" },
        {
          command: "./tenshot reproduce --protocol leak-free --draws 10 --draw-seed 1000",
          does: "the leak-free method on ten draws of 100 labelled images",
        },
        { command: "./tenshot reproduce --seeds 0..9", does: "ten seeds side by side, and how their results spread" },
        { command: "./tenshot reproduce --resume reports/r1", does: "goes on with a run that was stopped" },
      ],
    }));
    return 0;
  }
  const request = await requestRun(flags.options, flags.set, Deno.args, startedAt);
  const { record, files, end } = await reproduce(request, stderrProgress());
  await writeRun(request.out, record, renderReport(record, runAssets(files)), files);
  await end();
  const answer = { text: summarise(record, request.out), result: runResult(record, request.out) };
  console.log(answerText("reproduce", answer, flags.options.json));
  return record.failures === undefined ? 0 : 1;
}, { debug: Deno.args.includes("--debug") });
