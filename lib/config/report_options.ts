import { z } from "zod";
import { OUTPUT_OPTIONS } from "./output_options.ts";

/** Options of `deno task report`. */
export const ReportOptions = z.strictObject({
  dir: z.string().min(1).meta({
    help:
      "Folder of a finished run, a benchmark or a sweep, with its run.json, bench.json or results.json; with --index a folder of such folders; index.html is written into it",
    placeholder: "DIR",
    positional: true,
  }),
  index: z.boolean().default(false).meta({
    help:
      "Write a page that lists the runs in DIR, each in a folder of its own or a link to one, to sort, filter and compare them",
  }),
  each: z.boolean().default(false).meta({
    help: "With --index: draw the page of each run, benchmark and sweep in DIR again too",
  }),
  ...OUTPUT_OPTIONS,
});

/** The options with their defaults filled in. */
export type ReportOptions = z.infer<typeof ReportOptions>;
