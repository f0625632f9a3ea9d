import assert from "node:assert/strict";
import { folderToResume, ReproduceOptions } from "../../lib/config/options.ts";
import { parseFlags } from "../../lib/config/flags.ts";

function folder(...args: string[]): string | undefined {
  const { options, set } = parseFlags(ReproduceOptions, args);
  return folderToResume(ReproduceOptions.parse(options), set);
}

Deno.test("--resume names the folder of the run that goes on, and takes no other flag but --data-dir, --json and --debug", () => {
  assert.equal(folder("--seed", "3"), undefined);
  assert.equal(folder("--resume", "reports/a"), "reports/a");
  assert.equal(folder("--debug", "--resume=reports/a"), "reports/a");
  assert.equal(folder("--resume", "reports/a", "--data-dir", "x", "--debug"), "reports/a");
  assert.throws(
    () => folder("--resume", "a", "--seed", "3", "--no-cache", "--data-dir", "x"),
    /^UsageError: Reading --resume: found --seed, --cache too, wanted at most --data-dir, --json and --debug, as a run goes on as/,
  );
  assert.throws(() => folder("--resume="), /--resume: found "", wanted DIR/);
});
