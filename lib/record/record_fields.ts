/**
 * The small schemas that the parts of the run record are made of.
 *
 * @module
 */
import { z } from "zod";

/** A whole number of things. */
export const count: z.ZodNumber = z.number().int().nonnegative();
/** Milliseconds. */
export const durationMs: z.ZodNumber = z.number().nonnegative();
/** A fraction. */
export const rate: z.ZodNumber = z.number().min(0).max(1);
/** In lower-case hexadecimal. */
export const sha256: z.ZodString = z.string().regex(/^[0-9a-f]{64}$/);
/** JSON has no infinities: a loss that overflowed is refused here, before it can be written. */
export const loss: z.ZodNumber = z.number().nonnegative();
/** One entry a class. */
export const perClass = <T extends z.ZodType>(item: T): z.ZodArray<T> => z.array(item).length(10);
/** Rows: true class. Columns: predicted class. */
export const confusion: z.ZodArray<z.ZodArray<z.ZodNumber>> = perClass(perClass(count));
