import assert from "node:assert/strict";
import { z } from "zod";
import { AuditOptions } from "../../lib/config/audit_options.ts";
import { BenchOptions } from "../../lib/config/bench_options.ts";
import { DoctorOptions } from "../../lib/config/doctor_options.ts";
import { flagSpecs } from "../../lib/config/flag_specs.ts";
import { helpText } from "../../lib/config/flags.ts";
import { ReproduceOptions } from "../../lib/config/options.ts";
import { PredictOptions } from "../../lib/config/predict_options.ts";
import { ReportOptions } from "../../lib/config/report_options.ts";

Deno.test("helpText() shows usage, places, flags with choices and defaults, exit codes and examples", () => {
  const schema = z.strictObject({
    folder: z.string().meta({ help: "Where the record is", placeholder: "DIR", positional: true }),
    backend: z.enum(["webgpu", "cpu"]).default("webgpu").meta({ help: "Where models run", placeholder: "NAME" }),
    colour: z.boolean().default(true).meta({ help: "Draw without colours" }),
    quick: z.boolean().default(false).meta({ help: "Less of everything" }),
    count: z.number().meta({ help: "How many", placeholder: "N" }),
    over: z.array(z.string()).default([]).meta({ help: "An axis", placeholder: "A=B" }),
  });
  const text = helpText(schema, {
    task: "report",
    summary: "Draw a report again",
    exitCodes: [{ code: 0, means: "drawn" }, { code: 1, means: "not drawn" }],
    examples: [{ command: "./tenshot report reports/a", does: "Draws a's" }],
  });
  assert.equal(
    text,
    `Draw a report again

Usage: ./tenshot report DIR [flags]
       deno task report DIR [flags]

Arguments:
  DIR  Where the record is

Flags:
  --backend NAME  Where models run [one of webgpu, cpu; default: webgpu]
  --no-colour     Draw without colours
  --quick         Less of everything
  --count N       How many [required]
  --over A=B      An axis [may be given several times]
  --version       Show the version
  -h, --help      Show this text

Exit codes:
  0  drawn
  1  not drawn

Examples:
  ./tenshot report reports/a
      Draws a's
`,
  );
});

Deno.test("helpText() names every flag of reproduce with its help, in lines of at most 100 characters", () => {
  const text = helpText(ReproduceOptions, { task: "reproduce", summary: "Run it" });
  const words = text.replaceAll(/\s+/g, " ");
  for (const { flag, help, defaultValue } of flagSpecs(ReproduceOptions)) {
    assert.ok(words.includes(`--${defaultValue === true ? "no-" : ""}${flag} `), flag);
    assert.ok(help.length > 0 && words.includes(help), help);
  }
  for (const line of text.split("\n")) assert.ok(line.length <= 100, line);
});

Deno.test("helpText() says beside each --no-… what that flag does, not what it turns off", () => {
  const does: Record<string, RegExp> = {
    "--no-prior": /^Leak-free: drop the one assumption about classes/,
    "--no-cache": /^(Leak-free: keep no graph|Keep nothing that the search for neighbours needs)/,
    "--no-quick": /^Train the notebook's own models/,
  };
  const schemas = { AuditOptions, BenchOptions, DoctorOptions, PredictOptions, ReportOptions, ReproduceOptions };
  const seen = new Set<string>();
  for (const [name, schema] of Object.entries(schemas)) {
    const lines = helpText(schema, { task: "task", summary: "Run it" }).split("\n");
    for (const line of lines.filter((line) => /^ {2}--no-/.test(line))) {
      const [, flag, help] = /^ {2}(\S+) +(.*)$/.exec(line)!;
      assert.match(help!, does[flag!] ?? /^no flag of this name is known to the test$/, `${name}: ${line}`);
      seen.add(flag!);
    }
  }
  assert.deepEqual([...seen].sort(), Object.keys(does).sort());
});
