import { flagSpecs, kebabCase } from "../config/flag_specs.ts";
import { ReproduceOptions } from "../config/options.ts";
import { quoteForShell } from "../run/quote_for_shell.ts";
import type { RunRecord } from "../record/record.ts";

/** Where a run writes, what it keeps and how it shows its errors is the reader's own choice and changes no result. */
const LEFT_OUT: ReadonlySet<string> = new Set(["out", "force", "debug", "cache", "cacheDir"]);

/** Switches that are worth repeating when they are off. */
const ON_BY_DEFAULT: ReadonlySet<string> = new Set(
  flagSpecs(ReproduceOptions).filter(({ defaultValue }) => defaultValue === true).map(({ key }) => key),
);

/**
 * The shell command that repeats a run: the options that were given, less those that only say where to write, and the
 * preset that was chosen for the adapter, as another adapter would get another.
 *
 * @param record The run's provenance, and its leak-free part if it has one
 * @returns One line for a POSIX shell, every value quoted where it needs to be
 */
export function repeatCommand({ provenance, leakFree }: Pick<RunRecord, "provenance" | "leakFree">): string {
  const words = ["deno", "task", "reproduce"];
  for (const name of provenance.optionsSet) {
    const value = provenance.options[name];
    if (LEFT_OUT.has(name) || value === undefined || value === false && !ON_BY_DEFAULT.has(name)) continue;
    words.push(quoteForShell(`--${value === false ? "no-" : ""}${kebabCase(name)}`));
    if (typeof value !== "boolean") words.push(quoteForShell(String(value)));
  }
  const preset = leakFree?.draws[0]?.preset;
  if (preset !== undefined && provenance.options["preset"] === "auto") {
    const given = words.indexOf("--preset");
    if (given !== -1) words.splice(given, 2);
    words.push("--preset", quoteForShell(preset));
  }
  return words.join(" ");
}
