/**
 * The options of the leak-free protocol: a part of `reproduce`'s.
 *
 * @module
 */
import { z } from "zod";
import { kebabCase } from "./flag_specs.ts";
import { UsageError } from "./usage_error.ts";

/** The largest seed of a draw. */
const LARGEST_SEED = 2 ** 32 - 1;

/** What a preset of the leak-free protocol runs after labels have spread over the graph; `auto` stands for the adapter's own. */
export const LEAK_FREE_PRESETS = ["auto", "graph", "quick", "laptop", "gpu"] as const;
/** A preset of the leak-free protocol. */
export type LeakFreePreset = Exclude<typeof LEAK_FREE_PRESETS[number], "auto">;

const wholeNumber = (minimum: number, maximum: number) => z.coerce.number().int().min(minimum).max(maximum);

/** Keys and schemas of the leak-free protocol's options. */
export const LEAK_FREE_OPTIONS = {
  preset: z.enum(LEAK_FREE_PRESETS).default("auto").meta({
    help:
      "Leak-free: what runs on the graph's labels; graph: nothing, neighbours vote; laptop: a small network votes too; " +
      "quick: the same network in a fifth of its steps; gpu: two wider ones; auto: quick for a quick run, else laptop " +
      "or gpu as suits the adapter",
    placeholder: "NAME",
  }),
  members: wholeNumber(0, 64).default(0).meta({
    help: "Leak-free: networks of each draw, whose answers are averaged (0: the preset's own)",
    placeholder: "N",
  }),
  steps: wholeNumber(0, 1_000_000).default(0).meta({
    help: "Leak-free: training steps of each network (0: the preset's own)",
    placeholder: "N",
  }),
  labelsPerClass: wholeNumber(0, 1000).default(10).meta({
    help: "Leak-free: labelled images a class; 0: none, groups of images are named for scoring alone",
    placeholder: "N",
  }),
  draws: wholeNumber(1, 1000).default(1).meta({
    help: "Leak-free: how many draws of labelled images to run, side by side",
    placeholder: "N",
  }),
  drawSeed: wholeNumber(0, LARGEST_SEED).default(0).meta({
    help:
      "Leak-free: draw i is made with this seed + i; seed 0 draws the notebook's own images; without labels, groups and " +
      "networks begin from it",
    placeholder: "N",
  }),
  labelledIndices: z.string().default("").meta({
    help:
      "Leak-free: the labelled images, in the place of a draw: a JSON array of one array of training indices a class",
    placeholder: "FILE.json",
  }),
  prior: z.boolean().default(true).meta({
    help:
      "Leak-free: drop the one assumption about classes, that they are roughly equally frequent, where labels spread",
  }),
  baselines: z.boolean().default(false).meta({
    help:
      "Leak-free: run the costlier comparisons too: label spreading, Poisson learning, plain Louvain, all labels given",
  }),
  cacheDir: z.string().default("").meta({
    help: "Leak-free: where the graph is kept between runs (default: .cache in the project)",
    placeholder: "DIR",
  }),
  cache: z.boolean().default(true).meta({
    help: "Leak-free: keep no graph between runs, and take none that was kept",
  }),
};

/** The options with their defaults filled in. */
export type LeakFreeOptions = z.infer<z.ZodObject<typeof LEAK_FREE_OPTIONS>>;

/**
 * Checks what one option says of another.
 *
 * @param options Those of the leak-free protocol, and the backend.
 * @param set Keys of the options that were given.
 * @throws {UsageError} If two do not go together.
 */
export function checkLeakFreeOptions(
  options: LeakFreeOptions & { readonly protocol: string; readonly backend: string },
  set: readonly string[],
): void {
  const given = (key: keyof LeakFreeOptions) => set.includes(key);
  const alone = options.protocol === "leak-free";
  if (!alone && options.protocol !== "both") {
    const stray = set.find((key) => key in LEAK_FREE_OPTIONS);
    if (stray === undefined) return;
    if (options.backend !== "webgpu" && !set.includes("protocol")) {
      throw new UsageError(
        `Reading --${kebabCase(stray)}: found --backend ${options.backend}, which leaves the leak-free protocol out, ` +
          "wanted the webgpu backend with it",
      );
    }
    throw new UsageError(
      `Reading --${kebabCase(stray)}: found the ${options.protocol} protocol, wanted --protocol leak-free with it`,
    );
  }
  const notebooks = alone && ["seed", "labelVectors", "waveWidth"].find((key) => set.includes(key));
  if (notebooks) {
    throw new UsageError(
      `Reading --${kebabCase(notebooks)}: found the leak-free protocol, wanted one of the notebook's with it`,
    );
  }
  if (options.backend !== "webgpu") {
    throw new UsageError(`Reading --backend: found ${options.backend}, wanted webgpu for the leak-free protocol`);
  }
  if (options.drawSeed + options.draws - 1 > LARGEST_SEED) {
    throw new UsageError(
      `Reading --draw-seed: found ${options.drawSeed} for ${options.draws} draws, wanted seeds up to ${LARGEST_SEED}`,
    );
  }
  if (given("cacheDir") && !options.cache) {
    throw new UsageError("Reading --cache-dir: found --no-cache too, wanted one of them");
  }
  const networks = (["members", "steps"] as const).find(given);
  if (networks !== undefined && options.preset === "graph") {
    throw new UsageError(`Reading --${networks}: found the preset graph, wanted one with a network (--preset laptop)`);
  }
  if (!given("labelledIndices")) return;
  for (
    const [key, flag] of [["draws", "draws"], ["drawSeed", "draw-seed"], [
      "labelsPerClass",
      "labels-per-class",
    ]] as const
  ) {
    if (given(key)) {
      throw new UsageError(`Reading --labelled-indices: found --${flag} too, wanted one of them`);
    }
  }
}

/** The quick run: fewer images of both sets. Source: our choice, to end within a minute on 2 cores. */
export const QUICK_SIZES = { trainImages: 6_000, testImages: 1_000 } as const;
