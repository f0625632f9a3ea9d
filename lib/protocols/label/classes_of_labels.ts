import { FEWEST_CLASSES, MOST_CLASSES } from "../../config/class_limits.ts";
import { CLASSES } from "../../data/dataset.ts";

/** What classes there are, and what they are called. */
export interface ClassesOfLabels {
  /** At least two. */
  readonly count: number;
  /** One each; none where nothing is labelled. */
  readonly names: readonly string[];
}

/**
 * The classes of a person's own pictures: those that labels name, and, where more are said to be there, some without a label,
 * which are called `unnamed 1`, `unnamed 2` and so on.
 *
 * @param named What labels name, each once, in their order.
 * @param wanted How many there are said to be; 0: as many as labels name, or ten if these name none.
 * @throws {RangeError} If that is one class or too many, or labels name more than are said to be there.
 */
export function classesOfLabels(named: readonly string[], wanted: number): ClassesOfLabels {
  if (named.length === 1 && wanted === 0) {
    throw new RangeError(
      `Reading --labels: found one class alone, ${named[0]}, wanted labels of at least two, or --classes N`,
    );
  }
  const some = `${named.slice(0, 12).join(", ")}${named.length > 12 ? ", …" : ""}`;
  if (named.length > MOST_CLASSES) {
    throw new RangeError(
      `Reading --labels: found ${named.length} classes (${some}), wanted ${FEWEST_CLASSES} to ${MOST_CLASSES}`,
    );
  }
  if (wanted > 0 && named.length > wanted) {
    throw new RangeError(
      `Reading --classes: found ${wanted}, wanted at least the ${named.length} that --labels names (${some})`,
    );
  }
  if (named.length === 0) return { count: wanted || CLASSES, names: [] };
  const count = wanted || named.length;
  // A label may be any text, be it such a name.
  const free = Array.from({ length: 2 * MOST_CLASSES }, (_, i) => `unnamed ${i + 1}`).filter((name) =>
    !named.includes(name)
  );
  return { count, names: [...named, ...free.slice(0, count - named.length)] };
}
