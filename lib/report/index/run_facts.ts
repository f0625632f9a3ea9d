import { kebabCase } from "../../config/flag_specs.ts";
import { failureText, type RunRecord, type SetScores } from "../../record/record.ts";

/** Groups of facts, in the order in which they are shown. */
export const FACT_GROUPS = ["Errors", "Options", "Results", "Data, machine and code", "Times"] as const;

/** One thing that a record says. */
export interface RunFact {
  readonly group: typeof FACT_GROUPS[number];
  /** Its place in the record, in words, such as "published › stage 2 › test › label free errors". */
  readonly name: string;
  readonly value: string | number;
}

/** Longer lists are curves and tables, which the run's own report shows. */
const LONGEST_LIST = 10;

/** What says nothing of how two runs differ that the rest does not. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "provenance.commandLine",
  "provenance.startedAt",
  "provenance.endedAt",
  "provenance.resumedAt",
  "provenance.optionsSet",
  // Among the options.
  "provenance.quick",
  "recordVersion",
  "provenance.options.out",
  "provenance.options.force",
  "provenance.options.debug",
  // Pictures, and the names of single images.
  "leakFree.hardest",
]);

/**
 * A record's facts, one by one, so that two runs can be held against each other: every number, switch and text, and short
 * lists of numbers as a text.
 */
export function runFacts(record: RunRecord): RunFact[] {
  const facts: RunFact[] = [];
  const add = (path: readonly string[], value: string | number): void => {
    facts.push({ group: groupOf(path), name: nameOf(path), value });
  };
  const walk = (path: readonly string[], value: unknown): void => {
    if (LEFT_OUT.has(path.join("."))) return;
    if (typeof value === "number") add(path, value);
    else if (typeof value === "string" || typeof value === "boolean") add(path, String(value));
    else if (Array.isArray(value)) {
      if (value.length <= LONGEST_LIST && value.every((item) => typeof item === "number")) {
        add(path, value.map((item) => Number(item.toPrecision(4))).join(", "));
      }
    } else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) walk([...path, key], item);
    }
  };
  facts.push(...errorRates(record));
  if (record.failures) add(["failed"], record.failures.map(failureText).join("; "));
  walk([], record);
  record.provenance.dataset.files.forEach(({ name, sha256 }) => add(["provenance", "dataset", name], sha256));
  return FACT_GROUPS.flatMap((group) => facts.filter((fact) => fact.group === group));
}

/** What one asks first, in per cent, so that runs on different numbers of images compare. */
function errorRates({ published, corrected, leakFree, label }: RunRecord): RunFact[] {
  const fact = (name: string, rate: number, of = "test"): RunFact => ({
    group: "Errors",
    name: `${name}, ${of} errors in per cent`,
    value: Number((100 * rate).toPrecision(6)),
  });
  const both = (name: string, { images, labelInformedErrors, labelFreeErrors }: SetScores): RunFact[] =>
    images === 0 ? [] : [
      fact(`${name}, label-informed`, labelInformedErrors / images),
      fact(`${name}, label-free`, labelFreeErrors / images),
    ];
  return [
    ...(published ? both("published", published.stage2.test) : []),
    ...(corrected ? both("corrected", corrected.stage2.test) : []),
    ...(leakFree ? [fact("leak-free", leakFree.meanErrorRate)] : []),
    ...(label?.check ? [fact("own pictures", label.check.wrong / label.check.pictures, "checked")] : []),
  ];
}

function groupOf(path: readonly string[]): RunFact["group"] {
  if (path.at(-1)?.endsWith("Ms")) return "Times";
  if (path[0] !== "provenance") return "Results";
  return path[1] === "options" || path[1] === "seeds" ? "Options" : "Data, machine and code";
}

function nameOf(path: readonly string[]): string {
  // Names that others gave stay as they are.
  const [room, part, option] = path;
  if (room === "provenance" && part === "options" && option !== undefined) return `--${kebabCase(option)}`;
  const foreign = room === "provenance" && (part === "limits" || part === "kernelPlan" || part === "dataset");
  const words = (name: string, place: number) => foreign && place > 1 ? name : wordsOf(name);
  return path.map(words).slice(room === "provenance" ? 1 : 0).join(" › ");
}

/** "stage1TestMs" as "stage 1 test ms". */
function wordsOf(name: string): string {
  return name.replace(/([a-z])(?=[A-Z0-9])/g, "$1 ").replace(/([0-9])(?=[A-Za-z])/g, "$1 ").toLowerCase();
}
