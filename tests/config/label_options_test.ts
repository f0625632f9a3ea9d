import assert from "node:assert/strict";
import { parseFlags } from "../../lib/config/flags.ts";
import { checkLabelOptions, LabelOptions } from "../../lib/config/label_options.ts";
import { UsageError } from "../../lib/config/usage_error.ts";

function check(...args: string[]): void {
  const flags = parseFlags(LabelOptions, args);
  assert.ok(!flags.help);
  checkLabelOptions(flags.options, flags.set);
}

Deno.test("label takes labels, suggestions or both, and says what does not go together", () => {
  check("pics", "--labels", "a.csv", "--labels", "b.csv", "--check", "c.csv", "--preset", "laptop", "--steps", "5");
  check("pics", "--suggest", "9");
  check("pics", "--suggest", "9", "--classes", "64");
  const wanted: [string[], RegExp][] = [
    [[], /found no PICTURES, wanted one$/],
    [["pics"], /found no --labels, wanted some, or --suggest N/],
    [["pics", "--suggest", "3", "--check", "c.csv"], /^Reading --check: found no --labels/],
    [["pics", "--suggest", "3", "--preset", "laptop"], /^Reading --preset: found laptop without --labels/],
    [["pics", "--suggest", "3", "--classes", "1"], /^Reading --classes: found 1, wanted 2 to 64/],
    [["pics", "--suggest", "3", "--classes", "65"], /--classes.*64/],
    [["pics", "--labels", "a.csv", "--steps", "5"], /^Reading --steps: found the preset graph/],
    [["pics", "--labels", "a.csv", "--cache-dir", "x", "--no-cache"], /^Reading --cache-dir: found --no-cache too/],
  ];
  for (const [args, message] of wanted) {
    assert.throws(
      () => check(...args),
      (error) => error instanceof UsageError && message.test(error.message),
      args.join(" "),
    );
  }
});
