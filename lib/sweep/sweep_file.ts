import { z } from "zod";
import { firstSchemaProblem } from "../config/schema_error.ts";
import { UsageError } from "../config/usage_error.ts";
import { fileProblem } from "../run/atomic_file.ts";
import { flagWord, RUN_FLAGS } from "./axes.ts";

const value = z.union([z.string(), z.number(), z.boolean()]);

/** A sweep written down as an object: flags without dashes, axes and Slurm's options as objects. */
const SweepFile = z.object({
  over: z.record(z.string(), z.array(value).min(1)).default({}),
  slurm: z.record(z.string(), value).default({}),
}).catchall(value);

/**
 * Turns `--sweep FILE.json` of a command line into the flags that the file holds.
 *
 * @throws {UsageError} If the file cannot be read or is of another form.
 */
export async function withSweepFile(args: readonly string[]): Promise<string[]> {
  const at = args.findIndex((arg) => arg === "--sweep" || arg.startsWith("--sweep="));
  if (at < 0) return [...args];
  const inline = args[at]!.startsWith("--sweep=");
  const path = inline ? args[at]!.slice("--sweep=".length) : args[at + 1];
  if (path === undefined || path === "") throw new UsageError("Reading --sweep: found no value, wanted FILE.json");
  const rest = args.toSpliced(at, inline ? 1 : 2);
  const doing = `Reading the sweep ${path}`;
  const text = await Deno.readTextFile(path).catch((cause) => {
    const found = cause instanceof Deno.errors.NotFound ? "no such file" : fileProblem(cause);
    throw new UsageError(`${doing}: found ${found}, wanted a JSON object of flags`, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${doing}: found no valid JSON, wanted an object of flags`, { cause });
  }
  const file = SweepFile.safeParse(json);
  if (!file.success) throw new UsageError(`${doing}: found a wrong value at ${firstSchemaProblem(file.error)}`);
  const { over, slurm, ...flags } = file.data;
  const comma = Object.values(over).flat().find((value) => String(value).includes(","));
  if (comma !== undefined) {
    throw new UsageError(`${doing}: found the value ${JSON.stringify(comma)} in an axis, wanted none with a comma`);
  }
  const isSwitch = (flag: string) => RUN_FLAGS.some((spec) => spec.flag === flag && spec.kind === "switch");
  return [
    ...Object.entries(flags).map(([flag, value]) =>
      isSwitch(flag)
        ? flagWord(flag, String(value))
        : typeof value === "boolean"
        ? `--${value ? "" : "no-"}${flag}`
        : `--${flag}=${value}`
    ),
    ...Object.entries(over).map(([flag, values]) => `--over=${flag}=${values.join(",")}`),
    ...Object.entries(slurm).map(([key, value]) => `--slurm=${value === true ? key : `${key}=${value}`}`),
    ...rest,
  ];
}
