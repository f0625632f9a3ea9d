/**
 * Copies among the training images count once when labels spread, and all have the same label at the end.
 *
 * @module
 */
import type { Copies } from "../graph/copies.ts";
import type { PseudoLabels } from "./propagation.ts";
import type { LabelledImages } from "./seed_labels.ts";

/** Labels of copies as labels of their firsts; of several of one image the earliest is taken. */
export function labelsOfFirsts(labelled: LabelledImages, copies: Copies | undefined): LabelledImages {
  if (copies === undefined) return labelled;
  const byFirst = new Map<number, number>();
  labelled.indices.forEach((index, i) => {
    const first = copies.firsts[index]!;
    if (!byFirst.has(first)) byFirst.set(first, labelled.labels[i]!);
  });
  return { indices: [...byFirst.keys()], labels: [...byFirst.values()], classes: labelled.classes };
}

/** Pseudo-labels in which every copy has its first's. */
export function labelsWithCopies({ labels, confidences }: PseudoLabels, copies: Copies): PseudoLabels {
  return {
    labels: labels.map((_, image) => labels[copies.firsts[image]!]!),
    confidences: confidences.map((_, image) => confidences[copies.firsts[image]!]!),
  };
}
