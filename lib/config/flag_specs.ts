import { z } from "zod";

/** What parsing and help need to know of one option, read from its schema. */
export interface FlagSpec {
  /** The schema's key, in camelCase. */
  readonly key: string;
  /** The same in kebab-case, without dashes at the front. */
  readonly flag: string;
  /** What a value on the command line is turned into. */
  readonly kind: "switch" | "number" | "text" | "choice";
  /** The values of a choice. */
  readonly choices: readonly string[];
  /** Smallest and largest number, infinite where the schema sets none. */
  readonly range: readonly [minimum: number, maximum: number];
  /** Whether the number has to be whole. */
  readonly whole: boolean;
  /** Used where the option is not given; `undefined` for none. */
  readonly defaultValue: unknown;
  /** Whether it must be given. */
  readonly required: boolean;
  /** Whether it is given by its place rather than by a flag. */
  readonly positional: boolean;
  /** Whether it may be given several times, as a list: all arguments that have no flag, or a flag's every value. */
  readonly repeated: boolean;
  /** From the schema's metadata: what the flag as it is listed does, so `--no-…` for a switch that is on by default. */
  readonly help: string;
  /** From the schema's metadata, else VALUE. */
  readonly placeholder: string;
}

/**
 * Reads the flags of a command out of the schema of its options.
 *
 * @param schema Keys in camelCase. Each is a boolean, a number, a string or an enum of strings, with or without a default,
 * and may carry `.meta({ help, placeholder, positional })`; or it is an array of one of these that takes a value, given
 * several times. A switch that is on by default is listed as `--no-…`, and its help says what that does.
 * @returns One entry a key, in the schema's order.
 * @throws {TypeError} A key's schema is of another kind.
 */
export function flagSpecs(schema: z.ZodObject): FlagSpec[] {
  return Object.entries(schema.shape).map(([key, field]) => {
    const meta = Meta.parse(z.globalRegistry.get(field) ?? {});
    const whole = unwrap(field);
    const repeated = whole instanceof z.ZodArray;
    const inner = repeated ? whole.element : whole;
    return {
      key,
      flag: kebabCase(key),
      kind: flagKind(key, inner),
      choices: inner instanceof z.ZodEnum ? inner.options.map(String) : [],
      range: inner instanceof z.ZodNumber ? [inner.minValue ?? -Infinity, inner.maxValue ?? Infinity] : [0, 0],
      whole: inner instanceof z.ZodNumber && inner.isInt,
      defaultValue: field instanceof z.ZodDefault ? field.def.defaultValue : undefined,
      required: !z.safeParse(field, undefined).success,
      positional: meta.positional,
      repeated,
      help: meta.help,
      placeholder: meta.placeholder,
    };
  });
}

/**
 * Turns a key into the name of its flag.
 *
 * @param key In camelCase, such as `dataDir`.
 * @returns In kebab-case, such as `data-dir`.
 */
export function kebabCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const Meta = z.object({
  help: z.string().default(""),
  placeholder: z.string().default("VALUE"),
  positional: z.boolean().default(false),
});

function unwrap(field: z.core.$ZodType): z.core.$ZodType {
  return field instanceof z.ZodDefault || field instanceof z.ZodOptional ? unwrap(field.unwrap()) : field;
}

function flagKind(key: string, inner: z.core.$ZodType): FlagSpec["kind"] {
  if (inner instanceof z.ZodBoolean) return "switch";
  if (inner instanceof z.ZodNumber) return "number";
  if (inner instanceof z.ZodString) return "text";
  if (inner instanceof z.ZodEnum) return "choice";
  throw new TypeError(
    `Reading flags from a schema: found ${inner._zod.def.type} at ${key}, wanted boolean, number, string or enum`,
  );
}
