/**
 * How well groups without names fit classes. All of it takes the true labels, and is asked after the last decision.
 *
 * @module
 */
import { matchClasses } from "../spread/match_classes.ts";

/** Agreement of a partition with the classes; neither depends on names. */
export interface ClusteringScores {
  /** Mutual information over the mean of both entropies, 0 to 1 (Strehl and Ghosh, 2002, with the arithmetic mean). */
  readonly nmi: number;
  /** Pairs that both put together or apart, over chance: 1 at best, about 0 by chance (Hubert and Arabie, 1985). */
  readonly ari: number;
}

/**
 * Images by community and class: [communities, classes].
 *
 * @param communities From 0 up.
 * @param labels u8 [images], 0 to `classes` − 1.
 */
export function countByClass(communities: ArrayLike<number>, labels: Uint8Array, classes: number): number[][] {
  let count = 0;
  for (let image = 0; image < labels.length; image++) count = Math.max(count, communities[image]! + 1);
  const counts = Array.from({ length: count }, () => new Array<number>(classes).fill(0));
  labels.forEach((label, image) => counts[communities[image]!]![label]!++);
  return counts;
}

/**
 * The class that each group is scored as: every class once, so that most images are right (Hungarian matching).
 *
 * @param groups u8 [images], 0 to `classes` − 1.
 * @param labels u8 [images], likewise.
 */
export function namesForScoring(groups: Uint8Array, labels: Uint8Array, classes: number): number[] {
  return matchClasses(padded(countByClass(groups, labels, classes)));
}

/** Images that are wrong if each class is given to at most one community, so that most are right. */
export function wrongOfMatched(counts: readonly (readonly number[])[]): number {
  const square = padded(counts);
  return total(counts.flat()) - total(matchClasses(square).map((name, row) => square[row]![name]!));
}

/** Scores of a partition. */
export function clusteringScores(counts: readonly (readonly number[])[]): ClusteringScores {
  const rows = counts.map(total);
  const columns = counts[0]!.map((_, column) => total(counts.map((row) => row[column]!)));
  const images = total(rows);
  const entropy = (sizes: readonly number[]) => -total(sizes.map((size) => plogp(size / images)));
  const shared = entropy(rows) + entropy(columns) - entropy(counts.flat());
  const meanEntropy = (entropy(rows) + entropy(columns)) / 2;
  const pairs = (sizes: readonly number[]) => total(sizes.map((size) => size * (size - 1) / 2));
  const chance = images > 1 ? pairs(rows) * pairs(columns) / pairs([images]) : 0;
  const most = (pairs(rows) + pairs(columns)) / 2;
  return {
    // One group of one class has no entropy, and fits.
    nmi: meanEntropy > 0 ? Math.min(1, Math.max(0, shared / meanEntropy)) : 1,
    ari: most > chance ? (pairs(counts.flat()) - chance) / (most - chance) : 1,
  };
}

function padded(counts: readonly (readonly number[])[]): number[][] {
  const side = Math.max(counts.length, counts[0]!.length);
  return Array.from(
    { length: side },
    (_, row) => Array.from({ length: side }, (_, column) => counts[row]?.[column] ?? 0),
  );
}

function plogp(share: number): number {
  return share > 0 ? share * Math.log(share) : 0;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
