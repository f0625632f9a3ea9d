import { z } from "zod";
import { kebabCase } from "./flag_specs.ts";
import { ReproduceOptions } from "./options.ts";
import { OUTPUT_OPTIONS } from "./output_options.ts";
import { UsageError } from "./usage_error.ts";

const { seed, dataDir, backend } = ReproduceOptions.shape;
const file = (help: string) => z.string().default("").meta({ help, placeholder: "FILE.npy" });

/** Options of `deno task audit`. */
export const AuditOptions = z.strictObject({
  scores: file(
    "Somebody's similarities [N, K, C] of N images, K members and C label vectors, K = C; numbers of any type, as they " +
      "are or rounded",
  ),
  labels: file("The true classes [N], integers"),
  predictions: file("The classes [N] that were claimed, integers; -1 where none was"),
  seed,
  dataDir,
  backend,
  quick: z.boolean().default(true).meta({
    help:
      "Train the notebook's own models for the audit; without it they are trained on few images and steps, in half a minute",
  }),
  ...OUTPUT_OPTIONS,
});

/** The options with their defaults filled in. */
export type AuditOptions = z.infer<typeof AuditOptions>;

/**
 * Whether files are to be audited, rather than models trained for it.
 *
 * @param set Keys of the options that were given.
 * @throws {UsageError} If some of the three files are given and others not, or an option that means nothing for files.
 */
export function auditsFiles(options: AuditOptions, set: readonly string[]): boolean {
  const names = ["scores", "labels", "predictions"] as const;
  if (!names.some((name) => set.includes(name))) return false;
  const missing = names.filter((name) => options[name] === "").map((name) => `--${name}`);
  if (missing.length > 0) {
    throw new UsageError(
      `Auditing files: found no ${missing.join(", ")}, wanted --scores, --labels and --predictions, each with a file`,
    );
  }
  const stray = ["seed", "dataDir", "backend", "quick"].find((key) => set.includes(key));
  if (stray !== undefined) {
    throw new UsageError(`Auditing files: found --${kebabCase(stray)}, wanted it only where models are trained`);
  }
  return true;
}
