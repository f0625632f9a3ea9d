/**
 * What kernels that depend on the number of classes are tried with.
 *
 * @module
 */
import { FEWEST_CLASSES, MOST_CLASSES } from "../config/class_limits.ts";
import { CLASSES } from "../data/dataset.ts";

/** Digits first, then the fewest, an alphabet and the most. */
export const CLASS_COUNTS: readonly number[] = [CLASSES, FEWEST_CLASSES, 26, MOST_CLASSES];

/** What the name of a check ends in: nothing for digits. */
export function ofClasses(classes: number): string {
  return classes === CLASSES ? "" : `, ${classes} classes`;
}
