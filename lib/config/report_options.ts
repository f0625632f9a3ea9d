import { z } from "zod";

/** Options of `deno task report`. */
export const ReportOptions = z.strictObject({
  dir: z.string().min(1).meta({
    help:
      "Folder of a finished run, with its run.json; with --index a folder of such folders; index.html is written into it",
    placeholder: "DIR",
    positional: true,
  }),
  index: z.boolean().default(false).meta({
    help: "Write a page that lists the runs in DIR, each in a folder of its own or a link to one, and compares any two",
  }),
  debug: z.boolean().default(false).meta({ help: "Show stack traces" }),
});

/** The options with their defaults filled in. */
export type ReportOptions = z.infer<typeof ReportOptions>;
