import { helpText, parseFlags } from "../lib/config/flags.ts";
import { PredictOptions } from "../lib/config/predict_options.ts";
import { predict } from "../lib/protocols/predict/predict.ts";
import { predictResult } from "../lib/report/predict_result.ts";
import { predictionsText, SURE_MEANING } from "../lib/report/predict_text.ts";
import { stderrProgress } from "../lib/run/stderr_progress.ts";
import { answerText } from "../lib/run/task_answer.ts";
import { runTask } from "../lib/run/task_main.ts";

await runTask(async () => {
  const flags = parseFlags(PredictOptions, Deno.args);
  if (flags.help) {
    console.log(
      helpText(PredictOptions, {
        task: "predict",
        summary: "Say which digits your own pictures show, with what a leak-free run learned",
        note: SURE_MEANING,
        exitCodes: [
          { code: 0, means: "every file was answered" },
          { code: 1, means: "some files were refused, or all, or the run cannot be used" },
          { code: 2, means: "wrong usage" },
        ],
        examples: [
          {
            command: "./tenshot predict seven.png --run reports/my-run",
            does: "The digit, how sure, and what it looks like",
          },
          { command: "./tenshot predict *.png --run reports/my-run --draw 3", does: "By the run's fourth draw" },
        ],
      }).trimEnd(),
    );
    return 0;
  }
  const predictions = await predict(flags.options, stderrProgress());
  const answer = { text: predictionsText(predictions), result: predictResult(predictions) };
  console.log(answerText("predict", answer, flags.options.json));
  for (const { reason } of predictions.refused) console.error(`error: ${reason}`);
  return predictions.refused.length > 0 ? 1 : 0;
}, { debug: Deno.args.includes("--debug") });
