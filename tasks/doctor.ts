import { DoctorOptions } from "../lib/config/doctor_options.ts";
import { helpText, parseFlags } from "../lib/config/flags.ts";
import { describeCheck } from "../lib/doctor/check.ts";
import { examine } from "../lib/doctor/examine.ts";
import { answerText } from "../lib/run/task_answer.ts";
import { runTask } from "../lib/run/task_main.ts";

await runTask(async () => {
  const flags = parseFlags(DoctorOptions, Deno.args);
  if (flags.help) {
    console.log(helpText(DoctorOptions, {
      task: "doctor",
      summary:
        "Say what this machine can run, what is missing and how to install it; run each kernel against its reference",
      examples: [{ command: "./tenshot doctor", does: "exit code 0 if all is well, 1 if something is missing" }],
    }));
    return 0;
  }
  const { dataDir, plan, json } = flags.options;
  const tell = json ? console.error : console.log;
  const checks = await examine(dataDir, plan, (outcome) => tell(describeCheck(outcome)));
  const ok = checks.every((check) => check.ok);
  // Each check has been told of already.
  if (json) console.log(answerText("doctor", { text: "", result: { ok, checks } }, json));
  return ok ? 0 : 1;
}, { debug: Deno.args.includes("--debug") });
