import assert from "node:assert/strict";
import fc from "fast-check";
import { parseFlags } from "../../lib/config/flags.ts";
import { ReproduceOptions } from "../../lib/config/options.ts";
import { repeatCommand } from "../../lib/report/repeat_command.ts";
import { quoteForShell } from "../../lib/run/quote_for_shell.ts";
import type { Provenance } from "../../lib/record/record.ts";
import { sampleLeakFree } from "./sample_leak_free.ts";
import { sampleRecord } from "./sample_record.ts";

function provenanceOf(args: string[]): Provenance {
  const { options, set } = parseFlags(ReproduceOptions, args);
  const { provenance } = sampleRecord();
  return { ...provenance, options: { ...provenance.options, ...options }, optionsSet: set };
}

/** The words of a command line in which only single quotes and backslashes are special. */
function shellWords(line: string): string[] {
  const words = line.match(/(?:'[^']*'|\\.|[^\s'\\])+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|\\(.)/g, (_, quoted, escaped) => quoted ?? escaped));
}

Deno.test("repeatCommand() gives the options that were set, but not where the run was written", () => {
  const provenance = provenanceOf(["--seed", "3", "--quick", "--out", "x", "--force", "--data-dir", "my data"]);
  assert.equal(repeatCommand({ provenance }), "./tenshot reproduce --seed 3 --quick --data-dir 'my data'");
  assert.equal(repeatCommand({ provenance: provenanceOf([]) }), "./tenshot reproduce");
  assert.equal(
    repeatCommand({ provenance: provenanceOf(["--no-quick", "--seed", "0"]) }),
    "./tenshot reproduce --seed 0",
  );
  const leakFree = ["--protocol", "leak-free", "--no-prior", "--no-cache", "--cache-dir", "here"];
  assert.equal(
    repeatCommand({ provenance: provenanceOf(leakFree) }),
    "./tenshot reproduce --protocol leak-free --no-prior",
    "a switch that is on by default is repeated when it is off",
  );
});

Deno.test("repeatCommand() is read back as the options that it was made from", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }).filter((text) => !/[\n~]/.test(text)), fc.nat(), (dataDir, seed) => {
      const provenance = provenanceOf([`--data-dir=${dataDir}`, `--seed=${seed}`, "--backend", "cpu"]);
      const words = shellWords(repeatCommand({ provenance }));
      assert.deepEqual(words, [
        "./tenshot",
        "reproduce",
        "--data-dir",
        dataDir,
        "--seed",
        String(seed),
        "--backend",
        "cpu",
      ]);
    }),
  );
});

Deno.test("quoteForShell() keeps a home folder's sign where a shell expands it", () => {
  assert.equal(quoteForShell("~/my data"), "~/'my data'");
  assert.equal(quoteForShell("~/data"), "~/data");
  assert.equal(quoteForShell("it's"), `'it'\\''s'`);
  assert.equal(quoteForShell(""), "''");
  assert.equal(quoteForShell("$(rm -r x)"), "'$(rm -r x)'");
});

Deno.test("repeatCommand() pins the preset that was chosen for the adapter, and one that was given once", () => {
  const leakFree = sampleLeakFree(1);
  leakFree.draws[0]!.preset = "gpu";
  const command = (args: string[]) => repeatCommand({ provenance: provenanceOf(args), leakFree });
  assert.equal(command([]), "./tenshot reproduce --preset gpu");
  assert.equal(command(["--preset", "auto", "--seed", "3"]), "./tenshot reproduce --seed 3 --preset gpu");
  assert.equal(command(["--preset", "gpu"]), "./tenshot reproduce --preset gpu");
});

Deno.test("repeatCommand() pins the kernel plan that was chosen, and is for whoever has Deno on Windows", () => {
  const command = (args: string[], kernelPlan?: Provenance["kernelPlan"], name = "linux") => {
    const { kernelPlan: _, ...provenance } = provenanceOf(args);
    const os = { ...provenance.os, name };
    return repeatCommand({ provenance: { ...provenance, os, ...(kernelPlan && { kernelPlan }) } });
  };
  assert.equal(command([], { kind: "software" }), "./tenshot reproduce --plan software");
  assert.equal(command(["--plan", "auto", "--seed", "1"], { kind: "gpu" }), "./tenshot reproduce --seed 1 --plan gpu");
  assert.equal(command(["--plan", "gpu"], { kind: "gpu" }), "./tenshot reproduce --plan gpu");
  assert.equal(command([]), "./tenshot reproduce");
  assert.equal(command([], undefined, "windows"), "deno task reproduce");
});
