/** Images kept of a cell. */
const MOST_IMAGES = 24;

/**
 * The first images of every cell of a confusion matrix.
 *
 * @param predictions u8 [images] each; with several, an image is of every cell that one of them puts it in.
 * @param labels u8 [images], the true classes.
 * @param most Images of a cell, at most.
 * @returns [true class][predicted class]: rising indices.
 */
export function cellSamples(
  predictions: readonly Uint8Array[],
  labels: Uint8Array,
  classes: number,
  most: number = MOST_IMAGES,
): number[][][] {
  const cells = Array.from({ length: classes }, () => Array.from({ length: classes }, (): number[] => []));
  labels.forEach((label, n) => {
    for (const predicted of new Set(predictions.map((of) => of[n]!))) {
      const cell = cells[label]![predicted]!;
      if (cell.length < most) cell.push(n);
    }
  });
  return cells;
}
