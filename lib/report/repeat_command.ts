import { flagSpecs, kebabCase } from "../config/flag_specs.ts";
import { ReproduceOptions } from "../config/options.ts";
import { quoteForShell } from "../run/quote_for_shell.ts";
import type { RunRecord } from "../record/record.ts";

/** Where a run writes, what it keeps and how it shows its errors is the reader's own choice and changes no result. */
const LEFT_OUT: ReadonlySet<string> = new Set(["out", "force", "debug", "json", "cache", "cacheDir"]);

/** Switches that are worth repeating when they are off. */
const ON_BY_DEFAULT: ReadonlySet<string> = new Set(
  flagSpecs(ReproduceOptions).filter(({ defaultValue }) => defaultValue === true).map(({ key }) => key),
);

/**
 * The shell command that repeats a run: the options that were given, less those that only say where to write, and what was
 * chosen for the adapter, preset and kernel plan, as another adapter would get another. It begins with `./tenshot`, which
 * needs no Deno, but for a run on Windows.
 *
 * @param record The run's provenance, and its leak-free part if it has one
 * @returns One line for a POSIX shell, every value quoted where it needs to be
 */
export function repeatCommand({ provenance, leakFree }: Pick<RunRecord, "provenance" | "leakFree">): string {
  const preset = leakFree?.draws[0]?.preset;
  const plan = provenance.kernelPlan?.["kind"];
  const chosen = new Map<string, string>();
  if (preset !== undefined && provenance.options["preset"] === "auto") chosen.set("preset", preset);
  if (plan !== undefined && [undefined, "auto"].includes(provenance.options["plan"] as undefined)) {
    chosen.set("plan", String(plan));
  }
  const words = [...startOf("reproduce", provenance.os.name)];
  for (const name of provenance.optionsSet) {
    const value = provenance.options[name];
    const left = LEFT_OUT.has(name) || chosen.has(name);
    if (left || value === undefined || value === false && !ON_BY_DEFAULT.has(name)) continue;
    words.push(quoteForShell(`--${value === false ? "no-" : ""}${kebabCase(name)}`));
    if (typeof value !== "boolean") words.push(quoteForShell(String(value)));
  }
  for (const [name, value] of chosen) words.push(`--${name}`, quoteForShell(value));
  return words.join(" ");
}

/** The words that start a task. */
export function startOf(task: string, system: string): readonly string[] {
  return system === "windows" ? ["deno", "task", task] : ["./tenshot", task];
}
