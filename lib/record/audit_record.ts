/**
 * The audit's part of the run record.
 *
 * @module
 */
import { z } from "zod";
import { count, durationMs, perDigit, rate } from "./record_fields.ts";

const quantities = <T extends z.ZodType>(quantity: T) =>
  z.strictObject({
    labelInformedAccuracy: quantity.optional(),
    labelFreeAccuracy: quantity.optional(),
    /** How many of three attempts to hand labels to the label-free scorer it refused. */
    refusals: quantity.optional(),
  });

/** One control: what it has to show, what it showed. */
export const AuditControl = z.strictObject({
  name: z.enum(["constant ensemble", "noise images", "permuted labels", "permuted images", "signature check"]),
  images: count,
  /** Where each quantity has to lie. */
  expected: quantities(z.strictObject({ lower: z.number(), upper: z.number() })),
  observed: quantities(z.number()),
  passed: z.boolean(),
});
/** One control: what it has to show, what it showed. */
export type AuditControl = z.infer<typeof AuditControl>;

/** One test image with all that a scorer may know of it. */
export const AuditExample = z.strictObject({
  testIndex: count,
  label: count.max(9),
  /** u8 [28, 28], base64. */
  pixels: z.base64(),
  /** [member][class]: S[n, k, c], to six decimals. */
  cosines: perDigit(perDigit(z.number().min(-1.001).max(1.001))),
});
/** One test image with all that a scorer may know of it. */
export type AuditExample = z.infer<typeof AuditExample>;

/** The controls that show where the label-informed score comes from, run on the run's own models. */
export const AuditRecord = z.strictObject({
  controls: z.array(AuditControl),
  /** Share of test images that each score gets right, for comparison with the controls. */
  labelInformedAccuracy: rate,
  labelFreeAccuracy: rate,
  examples: z.array(AuditExample).max(12),
  durationMs,
});
/** The controls that show where the label-informed score comes from, run on the run's own models. */
export type AuditRecord = z.infer<typeof AuditRecord>;
