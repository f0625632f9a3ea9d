import { FEWEST_CLASSES, MOST_CLASSES } from "../../config/class_limits.ts";
import { CLASSES, type Dataset } from "../../data/dataset.ts";

/**
 * Checks that the notebook's protocols can be run on a data set.
 *
 * @param doing What asks for them, in errors.
 * @throws {RangeError} If there are not as many classes as the notebook has models.
 */
export function checkDigits({ classes }: Pick<Dataset, "classes">, doing: string): void {
  if (classes === CLASSES) return;
  throw new RangeError(
    `${doing}: found a data set of ${classes} classes, wanted ${CLASSES}: the notebook has a model and a label ` +
      `vector for each of ${CLASSES} digits; --protocol leak-free takes ${FEWEST_CLASSES} to ${MOST_CLASSES} classes`,
  );
}
