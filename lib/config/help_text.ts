import type { z } from "zod";
import { type FlagSpec, flagSpecs } from "./flag_specs.ts";

/** What a command's help says beyond its flags. */
export interface HelpTexts {
  /** The task's name, as in `deno task reproduce`. */
  readonly task: string;
  /** What the task does, sentence case. */
  readonly summary: string;
  /** What has to be known to read what the task answers; one paragraph. */
  readonly note?: string;
  /** Whole command lines, each with what it does. */
  readonly examples?: readonly { readonly command: string; readonly does: string }[];
  /** What the process's exit codes say, where they say more than those of every task. */
  readonly exitCodes?: readonly { readonly code: number; readonly means: string }[];
}

const WIDTH = 100;

/**
 * Writes a command's help: usage, every flag with its choices and default, exit codes, examples.
 *
 * @param schema The options that `parseFlags` reads.
 * @param texts What the schema does not know.
 * @returns Lines of at most 100 characters, with a newline at the end.
 */
export function helpText(schema: z.ZodObject, texts: HelpTexts): string {
  const specs = flagSpecs(schema);
  const places = specs.filter((spec) => spec.positional);
  const usage = [texts.task, ...places.map(({ placeholder, required }) => required ? placeholder : `[${placeholder}]`)]
    .join(" ");
  const parts = [texts.summary, `Usage: ./tenshot ${usage} [flags]\n       deno task ${usage} [flags]`];
  if (places.length > 0) parts.push(section("Arguments", places.map((spec) => [spec.placeholder, describe(spec)])));
  const flags = specs.filter((spec) => !spec.positional).map((spec): Row => [flagColumn(spec), describe(spec)]);
  parts.push(section("Flags", [...flags, ["--version", "Show the version"], ["-h, --help", "Show this text"]]));
  if (texts.exitCodes !== undefined) {
    parts.push(section("Exit codes", texts.exitCodes.map(({ code, means }) => [String(code), means])));
  }
  if (texts.note !== undefined) parts.push(wrap(texts.note, WIDTH).join("\n"));
  if (texts.examples !== undefined && texts.examples.length > 0) {
    parts.push(`Examples:\n${texts.examples.map(({ command, does }) => `  ${command}\n      ${does}`).join("\n")}`);
  }
  return parts.join("\n\n") + "\n";
}

type Row = [left: string, right: string];

function flagColumn(spec: FlagSpec): string {
  if (spec.kind !== "switch") return `--${spec.flag} ${spec.placeholder}`;
  return spec.defaultValue === true ? `--no-${spec.flag}` : `--${spec.flag}`;
}

function describe(spec: FlagSpec): string {
  const notes = [];
  if (spec.choices.length > 1) notes.push(`one of ${spec.choices.join(", ")}`);
  if (spec.repeated && !spec.positional) notes.push("may be given several times");
  else if (spec.kind !== "switch" && spec.defaultValue !== undefined && spec.defaultValue !== "") {
    notes.push(`default: ${spec.defaultValue}`);
  }
  if (spec.required && !spec.positional) notes.push("required");
  return [spec.help, ...(notes.length === 0 ? [] : [`[${notes.join("; ")}]`])].join(" ");
}

function section(title: string, rows: readonly Row[]): string {
  const column = Math.max(...rows.map(([left]) => left.length)) + 4;
  const lines = rows.flatMap(([left, right]) =>
    wrap(right, WIDTH - column).map((line, i) => (i === 0 ? `  ${left}`.padEnd(column) : " ".repeat(column)) + line)
  );
  return `${title}:\n${lines.map((line) => line.trimEnd()).join("\n")}`;
}

/** Breaks a text at spaces into lines of at most a width, where its words allow it. */
function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}
