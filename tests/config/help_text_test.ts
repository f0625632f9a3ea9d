import assert from "node:assert/strict";
import { z } from "zod";
import { flagSpecs } from "../../lib/config/flag_specs.ts";
import { helpText } from "../../lib/config/flags.ts";
import { ReproduceOptions } from "../../lib/config/options.ts";

Deno.test("helpText() shows usage, places, flags with choices and defaults, and examples", () => {
  const schema = z.strictObject({
    folder: z.string().meta({ help: "Where the record is", placeholder: "DIR", positional: true }),
    backend: z.enum(["webgpu", "cpu"]).default("webgpu").meta({ help: "Where models run", placeholder: "NAME" }),
    colour: z.boolean().default(true).meta({ help: "Colours" }),
    quick: z.boolean().default(false).meta({ help: "Less of everything" }),
    count: z.number().meta({ help: "How many", placeholder: "N" }),
  });
  const text = helpText(schema, {
    task: "report",
    summary: "Draw a report again",
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
  --no-colour     Colours [the switch turns it off]
  --quick         Less of everything
  --count N       How many [required]
  -h, --help      Show this text

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
