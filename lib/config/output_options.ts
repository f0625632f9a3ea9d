import { z } from "zod";

/** Options of every task: how it says what it did. */
export const OUTPUT_OPTIONS = {
  json: z.boolean().default(false).meta({
    help: "For programs: the result as one line of JSON on stdout, with paths and times; all else goes to stderr",
  }),
  debug: z.boolean().default(false).meta({ help: "Show stack traces" }),
};
