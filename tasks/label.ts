import { helpText, parseFlags } from "../lib/config/flags.ts";
import { LabelOptions } from "../lib/config/label_options.ts";
import { label } from "../lib/protocols/label/label.ts";
import { labelFolder } from "../lib/protocols/label/label_request.ts";
import { labelResult } from "../lib/report/label/label_result.ts";
import { summariseLabels } from "../lib/report/label/label_summary.ts";
import { renderReport } from "../lib/report/render.tsx";
import { runAssets } from "../lib/report/run_assets.ts";
import { writeRun } from "../lib/run/folder.ts";
import { stderrProgress } from "../lib/run/stderr_progress.ts";
import { answerText } from "../lib/run/task_answer.ts";
import { runTask } from "../lib/run/task_main.ts";

await runTask(async () => {
  const startedAt = new Date();
  const { help, options, set } = parseFlags(LabelOptions, Deno.args);
  if (help) {
    console.log(
      helpText(LabelOptions, {
        task: "label",
        summary: "Label your own pictures from a few examples, say how sure each is, and which to label next",
        exitCodes: [
          { code: 0, means: "every picture is labelled" },
          { code: 1, means: "some pictures could not be used, and are listed; or it failed, and says why" },
          { code: 2, means: "wrong usage" },
          { code: 130, means: "interrupted" },
        ],
        examples: [
          {
            command: "./tenshot label photos --suggest 20 --out run-1",
            does: "Which twenty of a folder's pictures to label first: run-1/suggestions.csv, to be filled in",
          },
          {
            command: "./tenshot label photos --labels run-1/suggestions.csv --out run-2",
            does: "All others labelled from these: run-2/labels.csv",
          },
          {
            command: "./tenshot label photos --labels some.csv --check more.csv",
            does: "The same, and how right it is on pictures of which you know more",
          },
          { command: "./tenshot predict new.png --run run-2", does: "What a new picture shows, by these labels" },
        ],
      }).trimEnd(),
    );
    return 0;
  }
  const out = await labelFolder(options, set, startedAt);
  const request = { options, optionsSet: set, args: Deno.args, startedAt };
  const { record, files } = await label(request, stderrProgress());
  await writeRun(out, record, renderReport(record, runAssets(files)), files);
  const labels = record.label!;
  const answer = { text: summariseLabels(record, labels, out), result: labelResult(record, labels, out) };
  console.log(answerText("label", answer, options.json));
  return labels.refused.length === 0 ? 0 : 1;
}, { debug: Deno.args.includes("--debug") });
