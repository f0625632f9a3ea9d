import { errorsOf } from "./confusion.ts";

/** How good pseudo-labels are. Structurally the run record's `CorrectedPseudoLabels`, less its threshold. */
export interface PseudoLabelQuality {
  readonly selected: number;
  readonly byClass: number[];
  readonly wrong: number;
  readonly wrongByClass: number[];
  /** Kept of all images. */
  readonly coverage: number;
  /** Kept images of a true class of all of that class; null for a class that has none. */
  readonly coverageByClass: (number | null)[];
  /** Right of all kept; null if none was kept. */
  readonly precision: number | null;
  /** Right of those with a pseudo-label; null for a pseudo-label that was never given. */
  readonly precisionByClass: (number | null)[];
  /** Rows: true class, columns: pseudo-label. */
  readonly confusion: number[][];
}

/**
 * Compares pseudo-labels with the truth, after the last decision that they bear on.
 *
 * @param kept Indices into `trueLabels`, and the pseudo-label of each.
 * @param trueLabels u8 [images]
 */
export function pseudoLabelQuality(
  kept: { readonly indices: Int32Array; readonly labels: Uint8Array },
  trueLabels: Uint8Array,
  classes = 10,
): PseudoLabelQuality {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  kept.indices.forEach((n, i) => confusion[trueLabels[n]!]![kept.labels[i]!]!++);
  const trueByClass = new Array<number>(classes).fill(0);
  for (const label of trueLabels) trueByClass[label]!++;
  const sum = (row: readonly number[]) => row.reduce((total, count) => total + count, 0);
  const byClass = confusion.map((_, c) => sum(confusion.map((row) => row[c]!)));
  const wrongByClass = byClass.map((count, c) => count - confusion[c]![c]!);
  const selected = sum(byClass);
  const wrong = errorsOf(confusion);
  const share = (part: number, whole: number) => whole === 0 ? null : part / whole;
  return {
    selected,
    byClass,
    wrong,
    wrongByClass,
    coverage: share(selected, trueLabels.length) ?? 0,
    coverageByClass: confusion.map((row, c) => share(sum(row), trueByClass[c]!)),
    precision: share(selected - wrong, selected),
    precisionByClass: byClass.map((count, c) => share(count - wrongByClass[c]!, count)),
    confusion,
  };
}
