import { z } from "zod";
import { FEWEST_CLASSES, MOST_CLASSES } from "./class_limits.ts";
import { LEAK_FREE_OPTIONS, LEAK_FREE_PRESETS } from "./leak_free_options.ts";
import { OUTPUT_OPTIONS } from "./output_options.ts";
import { UsageError } from "./usage_error.ts";

const { members, steps, cacheDir } = LEAK_FREE_OPTIONS;

/** Options of `deno task label`. */
export const LabelOptions = z.strictObject({
  pictures: z.string().min(1).meta({
    help:
      "A folder of PNG and JPEG files of any size, dark on light or light on dark, subfolders among it; or an IDX file of " +
      "images, or a .npy file of [N, H, W] or [N, H, W, 1], whole numbers to 255 or floats to 1",
    placeholder: "PICTURES",
    positional: true,
  }),
  labels: z.array(z.string().min(1)).default([]).meta({
    help:
      "What some of the pictures show, any text: a CSV with a column file or index and a column label; a JSON array of one array of " +
      "indices a class; or a folder with a subfolder a class, named by it; of 2 to 64 classes",
    placeholder: "FILE",
  }),
  check: z.array(z.string().min(1)).default([]).meta({
    help:
      "What some more of the pictures show, in the same forms: looked at after the last decision alone, to say how right it is",
    placeholder: "FILE",
  }),
  suggest: z.coerce.number().int().min(0).max(10_000).default(0).meta({
    help:
      "Name N pictures whose labels would help most, in a CSV to fill in and on the page; works without --labels too",
    placeholder: "N",
  }),
  classes: z.coerce.number().int().min(0).max(MOST_CLASSES).default(0).meta({
    help:
      "How many classes the pictures show, 2 to 64, if --labels does not name them all yet (default: as many as it names; " +
      "10 without --labels); those without a label are called unnamed 1, unnamed 2 and so on",
    placeholder: "N",
  }),
  preset: z.enum(LEAK_FREE_PRESETS).default("graph").meta({
    help:
      "What is trained on the labels for new pictures (predict), which changes none of them; graph: nothing; laptop: a " +
      "small network; quick: the same in a fifth of its steps; gpu: two wider ones; auto: laptop or gpu as suits the adapter",
    placeholder: "NAME",
  }),
  members: members.meta({ help: "Networks, whose answers are averaged (0: the preset's own)", placeholder: "N" }),
  steps: steps.meta({ help: "Training steps of each network (0: the preset's own)", placeholder: "N" }),
  prior: z.boolean().default(true).meta({
    help: "Drop the one assumption about classes, that they are roughly equally frequent, where labels spread",
  }),
  out: z.string().default("").meta({
    help: "Folder for labels.csv, index.html and the rest (default: reports/<UTC time>-label)",
    placeholder: "DIR",
  }),
  cacheDir: cacheDir.meta({
    help: "Where the graph is kept between runs (default: .cache in the project)",
    placeholder: "DIR",
  }),
  cache: z.boolean().default(true).meta({ help: "Keep no graph between runs, and take none that was kept" }),
  force: z.boolean().default(false).meta({ help: "Write into --out even if it exists and is not empty" }),
  ...OUTPUT_OPTIONS,
});

/** The options with their defaults filled in. */
export type LabelOptions = z.infer<typeof LabelOptions>;

/**
 * Checks what one option says of another.
 *
 * @param set Keys of the options that were given.
 * @throws {UsageError} If two do not go together, or there is nothing to do.
 */
export function checkLabelOptions(options: LabelOptions, set: readonly string[]): void {
  const { labels, suggest, check, classes, preset, cache } = options;
  if (set.includes("classes") && classes < FEWEST_CLASSES) {
    throw new UsageError(`Reading --classes: found ${classes}, wanted ${FEWEST_CLASSES} to ${MOST_CLASSES}`);
  }
  if (labels.length === 0 && suggest === 0) {
    throw new UsageError(
      "Reading the flags: found no --labels, wanted some, or --suggest N to be told which pictures to label first",
    );
  }
  if (labels.length === 0 && check.length > 0) {
    throw new UsageError("Reading --check: found no --labels, wanted some: without them there is nothing to check");
  }
  if (labels.length === 0 && preset !== "graph") {
    throw new UsageError(`Reading --preset: found ${preset} without --labels, wanted labels to train on`);
  }
  const networks = (["members", "steps"] as const).find((key) => set.includes(key));
  if (networks !== undefined && preset === "graph") {
    throw new UsageError(`Reading --${networks}: found the preset graph, wanted one with a network (--preset laptop)`);
  }
  if (set.includes("cacheDir") && !cache) {
    throw new UsageError("Reading --cache-dir: found --no-cache too, wanted one of them");
  }
}
