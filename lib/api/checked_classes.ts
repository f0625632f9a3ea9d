import { FEWEST_CLASSES, MOST_CLASSES } from "../config/class_limits.ts";
import { CLASSES } from "../data/dataset.ts";

/**
 * The number of classes that was given, or ten.
 *
 * @throws {RangeError} If it is none, or too many.
 */
export function checkedClasses(doing: string, classes: number = CLASSES): number {
  if (!Number.isInteger(classes) || classes < FEWEST_CLASSES || classes > MOST_CLASSES) {
    throw new RangeError(`${doing}: found ${classes} classes, wanted ${FEWEST_CLASSES} to ${MOST_CLASSES}`);
  }
  return classes;
}
