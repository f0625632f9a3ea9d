/**
 * A command line, read by the schema of the command's options.
 *
 * @module
 */
import { parseArgs } from "node:util";
import type { z } from "zod";
import { closest } from "./closest.ts";
import { type FlagSpec, flagSpecs } from "./flag_specs.ts";
import { schemaPath } from "./schema_error.ts";
import { UsageError } from "./usage_error.ts";

/** What a command line says. */
export type ParsedFlags<S extends z.ZodObject> =
  | {
    readonly help: false;
    /** Every option with its value, valid by the schema. */
    readonly options: z.infer<S>;
    /** Keys of the options that were given rather than defaulted, in the order given. */
    readonly set: string[];
  }
  | {
    /** `--help` or `-h` was among the arguments; nothing else of them was looked at. */
    readonly help: true;
    readonly options: Partial<z.infer<S>>;
    readonly set: string[];
  };

/**
 * Reads a command line. A key such as `dataDir` is the flag `--data-dir VALUE` or `--data-dir=VALUE`; a boolean is a switch,
 * `--quick` or `--no-quick`; a key whose metadata says `positional: true` is given by its place instead; an array is given
 * by several flags of its name.
 *
 * @param schema The options; see `flagSpecs` for what it may hold.
 * @param args The arguments after the command's name, such as `Deno.args`.
 * @returns The options, and which of them were set.
 * @throws {UsageError} A flag is unknown, repeated, without its value or with a wrong one, or an argument is not expected.
 */
export function parseFlags<S extends z.ZodObject>(schema: S, args: string[]): ParsedFlags<S> {
  const specs = flagSpecs(schema);
  const tokens = tokenise(specs, args);
  if (tokens.some((token) => token.kind === "option" && (token.rawName === "--help" || token.rawName === "-h"))) {
    return { help: true, options: {}, set: [] };
  }
  const flags = specs.filter((spec) => !spec.positional);
  const places = specs.filter((spec) => spec.positional);
  const values = new Map<string, unknown>();
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    const [spec, value] = token.kind === "option"
      ? readOption(flags, token.rawName, token.value, token.inlineValue ?? false)
      : readPlace(places.find((place) => place.repeated || !values.has(place.key)), token.value);
    if (spec.repeated) {
      values.set(spec.key, [...(values.get(spec.key) as unknown[] | undefined ?? []), value]);
      continue;
    }
    if (values.has(spec.key)) throw new UsageError(`Reading ${nameOf(spec)}: found it twice, wanted it once`);
    values.set(spec.key, value);
  }
  const missing = specs.find((spec) => spec.required && !values.has(spec.key));
  if (missing !== undefined) {
    const need = missing.positional ? "one" : `--${missing.flag} with ${wanted(missing)}`;
    throw new UsageError(`Reading the arguments: found no ${nameOf(missing)}, wanted ${need}`);
  }
  return { help: false, options: validate(schema, specs, values), set: [...values.keys()] };
}

function tokenise(specs: readonly FlagSpec[], args: string[]) {
  const options = Object.fromEntries(
    specs.filter((spec) => spec.kind !== "switch" && !spec.positional)
      .map((spec) => [spec.flag, { type: "string" as const }]),
  );
  // Not strict: the errors of strict mode name neither what was wanted nor the closest flag.
  return parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function readOption(
  flags: readonly FlagSpec[],
  rawName: string,
  text: string | undefined,
  inline: boolean,
): [FlagSpec, unknown] {
  const spec = flags.find((flag) => `--${flag.flag}` === rawName);
  if (spec !== undefined && spec.kind !== "switch") return [spec, readValue(spec, text, inline)];
  const negated = flags.find((flag) => flag.kind === "switch" && `--no-${flag.flag}` === rawName);
  const found = spec ?? negated;
  if (found === undefined) throw unknownFlag(flags, rawName);
  if (text !== undefined) {
    throw new UsageError(`Reading ${rawName}: found the value ${quote(text)}, wanted none, as it is a switch`);
  }
  return [found, found === spec];
}

function readPlace(spec: FlagSpec | undefined, text: string): [FlagSpec, unknown] {
  if (spec === undefined) throw new UsageError(`Reading the arguments: found ${quote(text)}, wanted flags only`);
  return [spec, convert(spec, text)];
}

function readValue(spec: FlagSpec, text: string | undefined, inline: boolean): unknown {
  const looksLikeFlag = text !== undefined && !inline && /^-./.test(text) && !NUMBER.test(text);
  if (text === undefined || looksLikeFlag) {
    const hint = looksLikeFlag && spec.kind === "text" ? ` (--${spec.flag}=${text} if that is the value)` : "";
    throw new UsageError(`Reading --${spec.flag}: found no value, wanted ${wanted(spec)}${hint}`);
  }
  return convert(spec, text);
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function convert(spec: FlagSpec, text: string): unknown {
  if (spec.kind === "number") {
    return NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : refuse(spec, text);
  }
  if (spec.kind === "choice" && !spec.choices.includes(text)) {
    const near = closest(text, spec.choices);
    throw refusal(spec, text, near === undefined ? "" : `; did you mean ${near}?`);
  }
  // What a shell makes of a variable that is not set is no wish for the default.
  if (text === "") throw refuse(spec, text);
  return text;
}

function validate<S extends z.ZodObject>(
  schema: S,
  specs: readonly FlagSpec[],
  values: ReadonlyMap<string, unknown>,
): z.infer<S> {
  const result = schema.safeParse(Object.fromEntries(values));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const spec = specs.find((candidate) => candidate.key === issue?.path[0]);
  if (spec === undefined) throw new UsageError(`Reading the flags: ${issue?.message}`);
  if (spec.kind === "number") return refuse(spec, String(values.get(spec.key)));
  const where = schemaPath(issue?.path.slice(1) ?? []);
  throw new UsageError(
    `Reading ${nameOf(spec)}: found ${quote(String(values.get(spec.key)))}: ${where}${issue?.message}`,
  );
}

function refuse(spec: FlagSpec, text: string): never {
  throw refusal(spec, text, "");
}

function refusal(spec: FlagSpec, text: string, hint: string): UsageError {
  return new UsageError(`Reading ${nameOf(spec)}: found ${quote(text)}, wanted ${wanted(spec)}${hint}`);
}

function unknownFlag(flags: readonly FlagSpec[], rawName: string): UsageError {
  const names = [
    "--help",
    ...flags.flatMap(({ flag, kind }) => kind === "switch" ? [`--${flag}`, `--no-${flag}`] : [`--${flag}`]),
  ];
  const near = closest(rawName, names);
  const hint = near === undefined ? "--help lists the flags" : `did you mean ${near}?`;
  return new UsageError(`Reading the flags: found an unknown flag ${rawName}; ${hint}`);
}

function nameOf(spec: FlagSpec): string {
  return spec.positional ? spec.placeholder : `--${spec.flag}`;
}

function wanted(spec: FlagSpec): string {
  if (spec.kind === "choice") return spec.choices.length === 1 ? spec.choices[0]! : `one of ${spec.choices.join(", ")}`;
  if (spec.kind !== "number") return spec.placeholder;
  const [minimum, maximum] = spec.range;
  const kind = spec.whole ? "a whole number" : "a number";
  const least = Number.isFinite(minimum) && minimum > Number.MIN_SAFE_INTEGER;
  const most = Number.isFinite(maximum) && maximum < Number.MAX_SAFE_INTEGER;
  if (least && most) return `${kind} from ${minimum} to ${maximum}`;
  return least ? `${kind} of at least ${minimum}` : most ? `${kind} of at most ${maximum}` : kind;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
