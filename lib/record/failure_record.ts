import { z } from "zod";
import { count } from "./record_fields.ts";

/** A part of a run that failed, where others ended. */
export const FailureRecord = z.strictObject({
  protocol: z.enum(["published", "leak-free"]),
  /** Which of many seeds; absent where the protocol failed as a whole. */
  seed: count.optional(),
  /** Why, without a final period. */
  reason: z.string(),
});
/** A part of a run that failed, where others ended. */
export type FailureRecord = z.infer<typeof FailureRecord>;

/** A failure as a sentence without its final period. */
export function failureText({ protocol, seed, reason }: FailureRecord): string {
  return `The ${protocol} protocol${seed === undefined ? "" : ` on seed ${seed}`} failed: ${reason}`;
}

/** What failed, in a word or two. */
export function failedPart({ protocol, seed }: FailureRecord): string {
  return seed === undefined ? protocol : `seed ${seed}`;
}
