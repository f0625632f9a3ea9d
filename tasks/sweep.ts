import { helpText, parseFlags } from "../lib/config/flags.ts";
import { SweepOptions, sweepPurpose } from "../lib/config/sweep_options.ts";
import { renderSweep } from "../lib/report/sweep/render_sweep.tsx";
import { stderrProgress } from "../lib/run/stderr_progress.ts";
import { answerText, type TaskAnswer } from "../lib/run/task_answer.ts";
import { runTask } from "../lib/run/task_main.ts";
import { beginSweep, resumeSweep, tellSweep, workOnTask } from "../lib/sweep/sweep.ts";
import { withSweepFile } from "../lib/sweep/sweep_file.ts";

await runTask(async () => {
  const startedAt = new Date();
  const { help, options, set } = parseFlags(SweepOptions, await withSweepFile(Deno.args));
  if (help) {
    console.log(
      helpText(SweepOptions, {
        task: "sweep",
        summary: "Runs reproduce many times, over seeds, draws and options, on this machine or on a cluster with Slurm",
        exitCodes: [
          { code: 0, means: "all tasks are done, or submitted with --no-wait" },
          { code: 1, means: "some are not" },
          { code: 2, means: "wrong usage, or the checkout has changed since the sweep began" },
          { code: 130, means: "interrupted; Slurm goes on with what it has" },
        ],
        examples: [
          {
            command: "./tenshot sweep --protocol leak-free --draws 10 --over labels-per-class=1,5,10,50",
            does: "Ten draws for each number of labels, on this machine",
          },
          {
            command: "./tenshot sweep --protocol published --seeds 0..99 --engine slurm --slurm partition=gpu",
            does: "A hundred seeds, a task each, as a job array",
          },
          { command: "./tenshot sweep --status reports/s1", does: "How far it is; draws its page again" },
          { command: "./tenshot sweep --resume reports/s1", does: "Goes on with what is not done" },
        ],
      }).trimEnd(),
    );
    return 0;
  }
  const output = {
    draw: renderSweep,
    progress: stderrProgress(),
    answer: (answer: TaskAnswer) => console.log(answerText("sweep", answer, options.json)),
    notify: (text: string) => console.error(text),
  };
  switch (sweepPurpose(options, set)) {
    case "begin":
      return await beginSweep(options, set, Deno.args, startedAt, output);
    case "resume":
      return await resumeSweep(options, output);
    case "status":
      return await tellSweep(options, output);
    case "work":
      return await workOnTask(options.work);
  }
}, { debug: Deno.args.includes("--debug") });
