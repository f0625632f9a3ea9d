/** The images whose labels are known, and these labels. */
export interface LabelledImages {
  /** Indices of training images. */
  readonly indices: readonly number[];
  /** 0 to `classes` − 1, one an index. */
  readonly labels: readonly number[];
  /** Classes there are, with a label or without. */
  readonly classes: number;
}

/** Stands for no label. */
export const NO_LABEL = 255;

/** u8 [N]: labels where known, else {@linkcode NO_LABEL}. */
export function seedLabels(count: number, { indices, labels, classes }: LabelledImages): Uint8Array<ArrayBuffer> {
  const seeds = new Uint8Array(count).fill(NO_LABEL);
  indices.forEach((index, i) => {
    const label = labels[i];
    if (label === undefined || !(label >= 0 && label < classes) || !(index >= 0 && index < count)) {
      throw new RangeError(
        `Seeding labels: found label ${label} at index ${index}, wanted 0 to ${classes - 1} at 0 to ${count - 1}`,
      );
    }
    seeds[index] = label;
  });
  return seeds;
}
