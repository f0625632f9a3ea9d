import { z } from "zod";
import { OUTPUT_OPTIONS } from "./output_options.ts";

/** Options of `deno task predict`. */
export const PredictOptions = z.strictObject({
  files: z.array(z.string()).min(1).meta({
    help:
      "Pictures, PNG or JPEG, each of one digit, of any size, dark on light or light on dark; shadows, desk, frames and " +
      "ruled lines around it are told from it, and what cannot be read is refused: the others are answered, the code is 1",
    placeholder: "FILE…",
    positional: true,
  }),
  run: z.string().min(1).meta({
    help: "Folder of a finished leak-free run, or of label, with its run.json and weights.safetensors",
    placeholder: "DIR",
  }),
  draw: z.coerce.number().int().min(0).default(0).meta({
    help: "Which of the run's draws answers, counted from 0",
    placeholder: "N",
  }),
  dataDir: z.string().default("").meta({
    help: "Folder with the data set of the run, should it not lie where it lay then",
    placeholder: "DIR",
  }),
  cacheDir: z.string().default("").meta({
    help: "Where what the search for neighbours needs is kept (default: .cache in the project)",
    placeholder: "DIR",
  }),
  cache: z.boolean().default(true).meta({
    help: "Keep nothing that the search for neighbours needs, and take nothing that was kept",
  }),
  ...OUTPUT_OPTIONS,
});

/** The options with their defaults filled in. */
export type PredictOptions = z.infer<typeof PredictOptions>;
