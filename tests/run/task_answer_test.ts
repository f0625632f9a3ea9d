import assert from "node:assert/strict";
import { AuditOptions } from "../../lib/config/audit_options.ts";
import { BenchOptions } from "../../lib/config/bench_options.ts";
import { DoctorOptions } from "../../lib/config/doctor_options.ts";
import { LabelOptions } from "../../lib/config/label_options.ts";
import { ReproduceOptions } from "../../lib/config/options.ts";
import { PredictOptions } from "../../lib/config/predict_options.ts";
import { ReportOptions } from "../../lib/config/report_options.ts";
import { SweepOptions } from "../../lib/config/sweep_options.ts";
import { answerText } from "../../lib/run/task_answer.ts";

Deno.test("answerText() gives people the text, and programs one line of JSON with the task and its time", () => {
  const answer = { text: "Wrote it\nhere", result: { page: 'a "b"\n', runs: 2, left: undefined } };
  assert.equal(answerText("report", answer, false), "Wrote it\nhere");
  const line = answerText("report", answer, true);
  assert.equal(line.split("\n").length, 1);
  const { wallMs, ...rest } = JSON.parse(line);
  assert.deepEqual(rest, { task: "report", page: 'a "b"\n', runs: 2 });
  assert.ok(Number.isInteger(wallMs) && wallMs >= 0);
});

Deno.test("every task takes --json", async () => {
  const schemas = {
    audit: AuditOptions,
    bench: BenchOptions,
    doctor: DoctorOptions,
    label: LabelOptions,
    predict: PredictOptions,
    report: ReportOptions,
    reproduce: ReproduceOptions,
    sweep: SweepOptions,
  };
  const tasks: string[] = [];
  for await (const { name } of Deno.readDir(new URL("../../tasks/", import.meta.url))) {
    tasks.push(name.replace(/\.ts$/, ""));
  }
  assert.deepEqual(Object.keys(schemas), tasks.sort());
  for (const schema of Object.values(schemas)) assert.equal(schema.shape.json.parse(undefined), false);
  for (const task of tasks) {
    const source = await Deno.readTextFile(new URL(`../../tasks/${task}.ts`, import.meta.url));
    assert.match(source, new RegExp(`answerText\\("${task}"`), `${task} answers for programs`);
  }
});
