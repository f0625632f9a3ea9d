import { QUICK_SIZES } from "../config/leak_free_options.ts";
import { type Dataset, headOfSet, type ImageSet } from "../data/dataset.ts";
import { findCopies } from "../graph/copies.ts";
import type { LabelledImages } from "../spread/seed_labels.ts";

/**
 * What is to be said of a data set before a run begins: what was done to its pixels, and, where a graph is built, how many of
 * its training images are copies.
 *
 * @returns One sentence each, without a full stop.
 */
export function dataNotices(
  { train, notices = [] }: Dataset,
  { leakFree, quick }: { readonly leakFree: boolean; readonly quick: boolean },
): string[] {
  if (!leakFree) return [...notices];
  const taken = quick ? Math.min(QUICK_SIZES.trainImages, train.images.count) : train.images.count;
  return [...notices, ...copyNotices(headOfSet(train, taken).images, "training images")];
}

/**
 * What is to be said of exact copies among the images that a graph is built of.
 *
 * @param called What they are called.
 * @param labelled Whose labels are known, where these were given by hand and may contradict each other.
 * @returns One sentence each, without a full stop; none where all differ.
 */
export function copyNotices(images: ImageSet, called: string, labelled?: LabelledImages): string[] {
  const copies = findCopies(images);
  if (copies === undefined) return [];
  const differ = copies.distinct.length;
  const labelOf = new Map<number, number>();
  const contradicting = labelled?.indices.filter((index, i) => {
    const first = copies.firsts[index]!;
    if (!labelOf.has(first)) labelOf.set(first, labelled.labels[i]!);
    return labelOf.get(first) !== labelled.labels[i];
  }) ?? [];
  return [
    `Of ${images.count} ${called} ${differ} differ, the others are exact copies: the leak-free method counts each once, so ` +
    `that it learns from ${differ}, and labelled ${
      called.replace("training ", "")
    } that are copies of each other are one`,
    ...(contradicting.length === 0 ? [] : [
      `Of the labels given ${contradicting.length} ${
        contradicting.length === 1 ? "is" : "are"
      } not what an exact copy of ` +
      "the picture was given before, whose label counts",
    ]),
  ];
}
