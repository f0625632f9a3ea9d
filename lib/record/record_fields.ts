/**
 * The small schemas that the parts of the run record are made of.
 *
 * @module
 */
import { z } from "zod";
import { FEWEST_CLASSES, MOST_CLASSES } from "../config/class_limits.ts";
import { CLASSES } from "../data/dataset.ts";

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
/** One entry a digit. */
export const perDigit = <T extends z.ZodType>(item: T): z.ZodArray<T> => z.array(item).length(CLASSES);
/** One entry a class, however many there are. */
export const perClass = <T extends z.ZodType>(item: T): z.ZodArray<T> =>
  z.array(item).min(FEWEST_CLASSES).max(MOST_CLASSES);
/** Of digits. Rows: true class. Columns: predicted class. */
export const digitConfusion: z.ZodArray<z.ZodArray<z.ZodNumber>> = perDigit(perDigit(count));
/** Rows: true class. Columns: predicted class. */
export const confusion: z.ZodArray<z.ZodArray<z.ZodNumber>> = perClass(perClass(count));
