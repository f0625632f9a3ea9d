/** Images that were given a class, and how sure that was; one entry an image. */
export interface JudgedImages {
  /** Indices into their set. */
  readonly indices: ArrayLike<number>;
  /** Classes given, 0 to `classes` − 1. */
  readonly predicted: ArrayLike<number>;
  /** Similarities or confidences. */
  readonly values: ArrayLike<number>;
}

/** Which images to take. */
export interface SampleChoice {
  readonly classes: number;
  /** At most, of each class given. */
  readonly perClass: number;
  readonly from: "highest" | "lowest";
  /** Takes only entries for which this holds. */
  readonly where?: (entry: number) => boolean;
}

/**
 * Some images of each class that was given: those with the highest or lowest values, of equals the first by index.
 *
 * @returns Entries of `judged`, class after class, from the extreme inwards.
 */
export function samplesByClass(judged: JudgedImages, { classes, perClass, from, where }: SampleChoice): number[] {
  const { indices, predicted, values } = judged;
  const sign = from === "highest" ? -1 : 1;
  const byClass = Array.from({ length: classes }, (): number[] => []);
  for (let entry = 0; entry < indices.length; entry++) {
    if (where?.(entry) ?? true) byClass[predicted[entry]!]!.push(entry);
  }
  return byClass.flatMap((entries) =>
    entries.sort((a, b) => sign * (values[a]! - values[b]!) || indices[a]! - indices[b]!).slice(0, perClass)
  );
}
