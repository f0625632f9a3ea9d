/**
 * Options of `deno task sweep`: those of `reproduce` that say what a run does, and the sweep's own.
 *
 * @module
 */
import { z } from "zod";
import { OUTPUT_OPTIONS } from "./output_options.ts";
import { kebabCase } from "./flag_specs.ts";
import { ReproduceOptions } from "./options.ts";
import { UsageError } from "./usage_error.ts";

const { out: _out, resume: _resume, force: _force, json: _json, debug: _debug, ...runOptions } = ReproduceOptions.shape;

/** Keys of the options that every run of a sweep takes. */
export const RUN_OPTION_KEYS: readonly string[] = Object.keys(runOptions);

const folder = (help: string) => z.string().default("").meta({ help, placeholder: "DIR" });

/** Options of `deno task sweep`. */
export const SweepOptions = z.strictObject({
  over: z.array(z.string()).default([]).meta({
    help:
      "An axis: one flag of a run and the values that it takes, such as labels-per-class=1,5,10; axes are multiplied",
    placeholder: "FLAG=A,B",
  }),
  sweep: z.string().default("").meta({
    help: 'The same from a file: {"protocol": "leak-free", "draws": 10, "over": {"preset": ["graph", "laptop"]}}',
    placeholder: "FILE.json",
  }),
  engine: z.enum(["local", "slurm"]).default("local").meta({
    help: "Where tasks run: on this machine, or as job arrays of Slurm on a cluster",
    placeholder: "NAME",
  }),
  slurm: z.array(z.string()).default([]).meta({
    help: "Passed on to sbatch as --KEY=VALUE, such as partition=gpu, gres=gpu:1, time=60",
    placeholder: "KEY=VALUE",
  }),
  throttle: z.coerce.number().int().min(0).max(10_000).default(0).meta({
    help: "Tasks at once, at most (0: one on this machine, as many as Slurm likes on a cluster)",
    placeholder: "N",
  }),
  perTask: z.coerce.number().int().min(0).max(1000).default(0).meta({
    help: "Seeds or draws of a task (0: all of them on this machine, one on a cluster)",
    placeholder: "N",
  }),
  dryRun: z.boolean().default(false).meta({
    help: "Write the plan, and Slurm's script, and show them; start nothing",
  }),
  wait: z.boolean().default(true).meta({
    help: "Slurm: end once the tasks are submitted, and have a job draw the page after the last of them",
  }),
  reports: z.boolean().default(true).meta({ help: "Keep no index.html of each task, some 0.9 MB" }),
  status: folder("Say how far the sweep in a folder is, and draw its page again"),
  resume: folder("Go on with what is not done in a sweep's folder; takes --engine, --slurm, --throttle anew"),
  out: folder("Folder of the sweep (default: reports/<UTC time>-sweep)"),
  work: z.coerce.number().int().min(-1).default(-1).meta({
    help: "For Slurm's script: do one task of the sweep in this folder",
    placeholder: "N",
  }),
  force: z.boolean().default(false).meta({ help: "Write into --out even if it exists and is not empty" }),
  ...OUTPUT_OPTIONS,
  ...runOptions,
});

/** The options with their defaults filled in. */
export type SweepOptions = z.infer<typeof SweepOptions>;

/** What a command line of the task is there for. */
export type SweepPurpose = "begin" | "resume" | "status" | "work";

/** What else each takes. */
const TAKES: Readonly<Record<Exclude<SweepPurpose, "begin">, readonly string[]>> = {
  resume: ["engine", "slurm", "throttle", "dryRun", "wait", "json", "debug"],
  status: ["json", "debug"],
  work: ["debug"],
};

/**
 * Whether a sweep is to begin, to go on, to be told of, or one of its tasks to be done.
 *
 * @param set Keys of the options that were given.
 * @throws {UsageError} If options are given that mean nothing together.
 */
export function sweepPurpose(options: SweepOptions, set: readonly string[]): SweepPurpose {
  const purpose = (["resume", "status", "work"] as const).find((key) => set.includes(key));
  if (purpose === undefined) {
    checkEngine(options, set);
    return "begin";
  }
  const stray = set.find((key) => key !== purpose && !TAKES[purpose].includes(key));
  if (stray !== undefined) {
    const why = purpose === "resume" ? ", as the tasks stay as they were planned" : "";
    throw new UsageError(`Reading --${purpose}: found --${kebabCase(stray)} too, wanted it without${why}`);
  }
  checkEngine(options, set);
  return purpose;
}

function checkEngine(options: SweepOptions, set: readonly string[]): void {
  const stray = (["slurm", "wait"] as const).find((key) => set.includes(key));
  if (stray === undefined || options.engine === "slurm") return;
  const flag = stray === "wait" ? "--no-wait" : "--slurm";
  throw new UsageError(`Reading ${flag}: found the engine ${options.engine}, wanted --engine slurm with it`);
}
