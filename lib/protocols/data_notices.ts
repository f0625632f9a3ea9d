import { QUICK_SIZES } from "../config/leak_free_options.ts";
import { type Dataset, headOfSet } from "../data/dataset.ts";
import { findCopies } from "../graph/copies.ts";

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
  const copies = findCopies(headOfSet(train, taken).images);
  if (copies === undefined) return [...notices];
  const differ = copies.distinct.length;
  return [
    ...notices,
    `Of ${taken} training images ${differ} differ, the others are exact copies: the leak-free method counts each once, so ` +
    `that it learns from ${differ}, and labelled images that are copies of each other are one`,
  ];
}
