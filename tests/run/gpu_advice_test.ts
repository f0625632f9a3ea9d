/** What is advised where an adapter fails: every hint, with every task. */
import assert from "node:assert/strict";
import { AuditOptions } from "../../lib/config/audit_options.ts";
import { BenchOptions } from "../../lib/config/bench_options.ts";
import { DoctorOptions } from "../../lib/config/doctor_options.ts";
import { flagSpecs } from "../../lib/config/flag_specs.ts";
import { parseFlags } from "../../lib/config/flags.ts";
import { chooseProtocol, ReproduceOptions, seedsOfRun } from "../../lib/config/options.ts";
import { PredictOptions } from "../../lib/config/predict_options.ts";
import { ReportOptions } from "../../lib/config/report_options.ts";
import { NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";
import { adapterHint } from "../../lib/gpu/adapter.ts";
import { GPU_FAILURES, GpuError } from "../../lib/gpu/errors.ts";
import { choosePlan } from "../../lib/kernels/plan.ts";
import { describeError } from "../../lib/run/describe_error.ts";
import { auditAdvice, type FailedOnAdapter, reproduceAdvice } from "../../lib/run/gpu_advice.ts";

const TASKS = { reproduce: ReproduceOptions, audit: AuditOptions, bench: BenchOptions, doctor: DoctorOptions } as const;
const FLAG = /(?<![\w-])--[a-z][a-z-]*/g;

/** How an error comes to be: from `new GpuError(` to its end. */
function gpuErrors(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return gpuErrors(path);
    if (!name.endsWith(".ts")) return [];
    return [...Deno.readTextFileSync(path).matchAll(/new GpuError\([\s\S]*?\n? *\);/g)].map(([text]) => text);
  });
}

/** Runs of `reproduce` of every kind. */
function runs(): (FailedOnAdapter & { readonly args: readonly string[] })[] {
  const given = [
    [],
    ["--draws", "10", "--members", "2"],
    ["--quick", "--preset", "graph"],
    ["--seeds", "0..9"],
    ["--plan", "gpu", "--wave-width", "3"],
    ["--protocol", "both"],
    ["--protocol", "both", "--draws", "2"],
    ["--protocol", "published"],
    ["--protocol", "published", "--backend", "cpu"],
    ["--protocol", "corrected", "--quick"],
    ["--protocol", "leak-free"],
    ["--protocol", "leak-free", "--draws", "2", "--members", "1"],
    ["--protocol", "leak-free", "--labelled-indices", "a.json", "--members", "3"],
  ];
  return given.flatMap((args) => {
    const { options, set } = parseFlags(ReproduceOptions, args);
    const chosen = chooseProtocol(ReproduceOptions.parse(options), set).options;
    return [false, true].flatMap((softwarePlan) =>
      ([undefined, "published", "leak-free"] as const).map((part) => ({
        ...{ args, options: chosen, optionsSet: set, resumed: false, softwarePlan, ...(part && { part }) },
      }))
    );
  });
}

Deno.test("no error of the adapter names a flag by itself, as every task may meet it", () => {
  const errors = gpuErrors("lib");
  assert.ok(errors.length > 5 && errors.some((text) => text.includes("ran out of memory")));
  for (const text of errors) assert.doesNotMatch(text, FLAG);
  for (const os of ["linux", "darwin", "windows", "freebsd"]) assert.doesNotMatch(adapterHint(os), FLAG);
});

Deno.test("what is advised is taken by the task, beside the flags that were given", () => {
  const values: Record<string, string> = { draws: "1", members: "1" };
  let advised = 0;
  for (const failure of GPU_FAILURES) {
    for (const { args, ...failed } of runs()) {
      const advice = reproduceAdvice(failure, failed);
      for (const sentence of advice) {
        const flags: string[] = sentence.match(FLAG) ?? [];
        assert.ok(flags.length > 0, sentence);
        const changed = parseFlags(ReproduceOptions, [...args]).set.filter((key) => flags.includes(`--${key}`));
        const kept = args.filter((word, i) =>
          ![word, args[i - 1]].some((one) => changed.some((key) => one === `--${key}`))
        );
        const words = [...sentence.matchAll(/--([a-z-]+)(?: ([a-z]+))?/g)].flatMap(([, flag, value]) => {
          const spec = flagSpecs(ReproduceOptions).find((one) => one.flag === flag);
          assert.ok(spec, `reproduce has no --${flag}`);
          return spec.kind === "switch" ? [`--${flag}`] : [`--${flag}`, values[flag!] ?? value!];
        });
        const { options, set } = parseFlags(ReproduceOptions, [...kept, ...words]);
        seedsOfRun(chooseProtocol(ReproduceOptions.parse(options), set).options, set);
        advised++;
      }
      const resumed = reproduceAdvice(failure, { ...failed, resumed: true });
      assert.ok(resumed.length === advice.length && resumed.every((one) => one.startsWith("Or begin anew and ")));
    }
    const known = flagSpecs(AuditOptions).map(({ flag }) => `--${flag}`);
    for (const sentence of auditAdvice(failure, { backend: "webgpu" })) {
      for (const flag of sentence.match(FLAG) ?? []) assert.ok(known.includes(flag), flag);
    }
    assert.deepEqual(auditAdvice(failure, { backend: "cpu" }), []);
  }
  assert.ok(advised > 50, `${advised}`);
});

Deno.test("advice on memory names what changes memory, for the part that ran out of it", () => {
  const options = ReproduceOptions.parse({ draws: 10, members: 2 });
  const failed = { options, optionsSet: ["draws", "members"], resumed: false, softwarePlan: false };
  assert.deepEqual(reproduceAdvice("memory", { ...failed, part: "leak-free" }), [
    "Or run fewer draws side by side (--draws)",
    "Or train fewer networks a draw (--members)",
    "Or pass --quick, which takes fewer images",
  ]);
  assert.deepEqual(reproduceAdvice("memory", { ...failed, part: "published" }), [
    "Or pass --plan software, which has fewer members at work",
    "Or pass --quick, which takes fewer images",
  ]);
  // What is trained side by side is what takes the memory.
  const shapes = NOTEBOOK_ARCHITECTURE.layers.map(({ shape }) => shape);
  const membersBy = (kind: "gpu" | "software") =>
    choosePlan({ software: false, limits: {} }, shapes, kind).trainingMembers;
  assert.ok(membersBy("software") < membersBy("gpu") / 4);
  assert.deepEqual(reproduceAdvice("memory", { ...failed, softwarePlan: true, part: "leak-free" }), [
    "Or run fewer draws side by side (--draws)",
    "Or pass --quick, which takes fewer images",
  ]);
  const leakFree = { ...failed, options: ReproduceOptions.parse({ protocol: "leak-free" }), optionsSet: ["protocol"] };
  assert.deepEqual(reproduceAdvice("no adapter", leakFree), []);
  assert.deepEqual(reproduceAdvice("no adapter", { ...failed, optionsSet: [] }), [
    "Or pass --backend cpu, which is slow",
  ]);
});

Deno.test("an error says all that can be done about it, each once; what every error says is taken by every task", () => {
  const error = new GpuError("Looking: found none", "Install one", { failure: "no adapter" });
  error.advise("Or pass --backend cpu", "Install one");
  error.advise("Or pass --backend cpu");
  const text = describeError(new Error("Running: failed", { cause: error }), { debug: false });
  assert.deepEqual(text.split("\n").filter((line) => line.includes("what to do")), [
    "  what to do: Install one",
    "  what to do: Or pass --backend cpu",
  ]);
  // The only flags that `describeError` names by itself.
  for (const schema of [...Object.values(TASKS), PredictOptions, ReportOptions]) {
    assert.ok(flagSpecs(schema).some(({ flag }) => flag === "debug"));
    assert.equal(parseFlags(schema, ["--help"]).help, true);
  }
});
