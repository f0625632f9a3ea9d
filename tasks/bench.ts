import { join } from "node:path";
import { defaultBenchFolder, readBench, writeBench } from "../lib/bench/bench_folder.ts";
import { summariseBench, summariseChanges } from "../lib/bench/bench_summary.ts";
import { changesBetween } from "../lib/bench/figures.ts";
import { runBench } from "../lib/bench/run_bench.ts";
import { BenchOptions } from "../lib/config/bench_options.ts";
import { helpText, parseFlags } from "../lib/config/flags.ts";
import { renderBench } from "../lib/report/bench/render_bench.tsx";
import { prepareRunFolder } from "../lib/run/folder.ts";
import { stderrProgress } from "../lib/run/stderr_progress.ts";
import { answerText } from "../lib/run/task_answer.ts";
import { runTask } from "../lib/run/task_main.ts";

await runTask(async () => {
  const startedAt = new Date();
  const { options, set, help } = parseFlags(BenchOptions, Deno.args);
  if (help) {
    console.log(
      helpText(BenchOptions, {
        task: "bench",
        summary: "Measures kernels against the adapter's own ceilings, tfjs and other programs",
        examples: [
          { command: "./tenshot bench", does: "Measures all that needs no other program, in some minutes" },
          { command: "./tenshot bench --quick --part kernels", does: "A rough picture of the kernels" },
          {
            command: "./tenshot bench --compare reports/old-bench",
            does: "The same, and what has changed since",
          },
          {
            command: "./tenshot bench --part against --against ../before --work both --peer-repeats 3",
            does: "Whole runs of this build and of another checkout, in turn",
          },
          {
            command: './tenshot bench --part peer --peer "python3 notebook.py"',
            does: "Whole processes, start to end, against another program's",
          },
        ],
      }).trimEnd(),
    );
    return 0;
  }
  const out = options.out || defaultBenchFolder(startedAt);
  await prepareRunFolder(out, options.force);
  const before = options.compare === "" ? undefined : await readBench(options.compare);
  const record = await runBench({ options, optionsSet: set, args: Deno.args, startedAt }, stderrProgress());
  const changes = before && changesBetween(before, record);
  await writeBench(out, record, renderBench(record, changes));
  const [file, page] = [join(out, "bench.json"), join(out, "index.html")];
  const parts = [summariseBench(record), ...(changes ? [summariseChanges(changes)] : []), `Wrote ${file} and ${page}`];
  const result = { record: file, page, ...(changes && { changes }) };
  console.log(answerText("bench", { text: parts.join("\n\n"), result }, options.json));
  return 0;
}, { debug: Deno.args.includes("--debug") });
