/**
 * The corrected protocol's part of the run record.
 *
 * @module
 */
import { z } from "zod";
import { PublishedRecord } from "./published_record.ts";
import { count, digitConfusion, perDigit, rate } from "./record_fields.ts";

/** What the first stage's models kept without a look at the label, and how good it is. */
export const CorrectedPseudoLabels = z.strictObject({
  threshold: z.number(),
  /** Images kept, of all that were looked at. */
  selected: count,
  byClass: perDigit(count),
  /** Kept images whose pseudo-label is not their true class. */
  wrong: count,
  wrongByClass: perDigit(count),
  /** Kept of all. */
  coverage: rate,
  /** Kept images of a true class of all of that class; null for a class that has none. */
  coverageByClass: perDigit(rate.nullable()),
  /** Right of all kept; null if none was kept. */
  precision: rate.nullable(),
  /** Right of those with a pseudo-label; null for a pseudo-label that was never given. */
  precisionByClass: perDigit(rate.nullable()),
  /** Rows: true class. Columns: pseudo-label. */
  confusion: digitConfusion,
});
/** What the first stage's models kept without a look at the label. */
export type CorrectedPseudoLabels = z.infer<typeof CorrectedPseudoLabels>;

/**
 * The corrected protocol's story. In its second stage a class that no image was kept for has no try, no loss curve and a dead
 * model, whose loss is the batch size.
 */
export const CorrectedRecord = PublishedRecord.extend({ pseudoLabels: CorrectedPseudoLabels });
/** The corrected protocol's story. */
export type CorrectedRecord = z.infer<typeof CorrectedRecord>;

/** What the published and the corrected protocol's records have in common. */
export type NotebookStory = Omit<PublishedRecord, "pseudoLabels">;
