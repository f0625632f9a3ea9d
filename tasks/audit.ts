import { AuditOptions, auditsFiles } from "../lib/config/audit_options.ts";
import { helpText, parseFlags } from "../lib/config/flags.ts";
import { readNpy } from "../lib/data/npy.ts";
import { claimText, controlsText } from "../lib/report/audit_text.ts";
import { describeError } from "../lib/run/describe_error.ts";
import { stderrProgress } from "../lib/run/stderr_progress.ts";
import { answerText } from "../lib/run/task_answer.ts";
import { runTask } from "../lib/run/task_main.ts";
import { claimOf } from "../lib/score/audit/claim.ts";
import { explainClaim } from "../lib/score/audit/explain_claim.ts";

const EXIT_CODES = { "label-free": 0, "label-informed only": 1, "neither": 2 } as const;

async function auditFiles({ scores, labels, predictions, json, debug }: AuditOptions): Promise<number> {
  try {
    const claim = claimOf(await readNpy(scores), await readNpy(labels), await readNpy(predictions));
    const verdict = explainClaim(claim);
    console.log(answerText("audit", { text: claimText(verdict), result: { ...verdict } }, json));
    return EXIT_CODES[verdict.verdict];
  } catch (error) {
    console.error(describeError(error, { debug, colour: !Deno.noColor && Deno.stderr.isTerminal() }));
    return 2;
  }
}

await runTask(async () => {
  const flags = parseFlags(AuditOptions, Deno.args);
  if (flags.help) {
    console.log(helpText(AuditOptions, {
      task: "audit",
      summary: "Show which score feeds on the label: on models trained for it, or on somebody's files",
      exitCodes: [
        { code: 0, means: "every control holds; of files: the label-free score explains the predictions" },
        { code: 1, means: "a control fails; of files: only the label-informed score explains the predictions" },
        { code: 2, means: "wrong usage; of files: neither score explains the predictions, or a file is unusable" },
      ],
      examples: [
        { command: "./tenshot audit", does: "Trains small models and audits both scores on them" },
        {
          command: "./tenshot audit --scores s.npy --labels y.npy --predictions p.npy",
          does: "Says which score somebody's predictions follow from, and what that is worth without the label",
        },
      ],
    }));
    return 0;
  }
  const { options, set } = flags;
  if (auditsFiles(options, set)) return await auditFiles(options);
  // Files are audited without loading what trains models.
  const { auditRun } = await import("../lib/protocols/notebook/audit_run.ts");
  const audit = await auditRun(options, stderrProgress());
  console.log(answerText("audit", { text: controlsText(audit), result: { ...audit } }, options.json));
  return audit.controls.every(({ passed }) => passed) ? 0 : 1;
}, { debug: Deno.args.includes("--debug") });
