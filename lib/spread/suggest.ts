/**
 * Which pictures' labels would help most.
 *
 * @module
 */
import { NO_LABEL } from "./seed_labels.ts";
import type { SparseGraph } from "../graph/sparse_graph.ts";

/** A picture whose label would help. */
export interface SuggestedPicture {
  readonly index: number;
  /** `group`, `community`: the most typical of one that holds no label. `unsure`: the least sure of what is left. */
  readonly reason: "group" | "community" | "unsure";
  /** Pictures of the group or community; 1 of one that is unsure. */
  readonly speaksFor: number;
}

/** What is known when pictures are chosen: no label but those given. */
export interface SuggestionGround {
  readonly graph: SparseGraph;
  /** u32 [N]: the group of each; absent where groups do not hold. */
  readonly groups?: ArrayLike<number>;
  /** u32 [N]: the community of each. */
  readonly communities: ArrayLike<number>;
  /** u8 [N]: labels that were given, else {@linkcode NO_LABEL}. */
  readonly given: Uint8Array;
  /** f32 [N]: how sure each picture's label is, 0 to 1. */
  readonly confidences: Float32Array;
}

/**
 * Chooses pictures to be labelled: the most typical one of each group that holds no label, the largest group first; then of
 * each community that holds none, counting those chosen before; then the least sure, none of them beside another that was
 * chosen, as long as there are such.
 *
 * A picture is typical of a part if its links within the part weigh most: it is in the middle of what it would speak for.
 *
 * @param most How many are wanted; fewer come where fewer are without a label.
 */
export function suggestPictures(ground: SuggestionGround, most: number): SuggestedPicture[] {
  const { graph, groups, communities, given, confidences } = ground;
  const chosen: SuggestedPicture[] = [];
  const known = Uint8Array.from(given, (label) => Number(label !== NO_LABEL));
  for (const [reason, parts] of [["group", groups], ["community", communities]] as const) {
    if (parts === undefined) continue;
    for (const { part, pictures } of partsWithoutLabel(parts, known)) {
      if (chosen.length === most) return chosen;
      const index = mostTypical(graph, parts, part);
      known[index] = 1;
      chosen.push({ index, reason, speaksFor: pictures });
    }
  }
  const order = [...known.keys()].filter((index) => known[index] === 0)
    .sort((a, b) => confidences[a]! - confidences[b]! || a - b);
  const beside = new Set(chosen.flatMap(({ index }) => neighboursOf(graph, index)));
  const passedOver: number[] = [];
  const add = (index: number) => chosen.push({ index, reason: "unsure", speaksFor: 1 });
  for (const index of order) {
    if (chosen.length === most) return chosen;
    if (beside.has(index)) {
      passedOver.push(index);
      continue;
    }
    add(index);
    for (const near of neighboursOf(graph, index)) beside.add(near);
  }
  for (const index of passedOver.slice(0, most - chosen.length)) add(index);
  return chosen;
}

/** Parts in which nothing is known, the largest first. */
function partsWithoutLabel(parts: ArrayLike<number>, known: Uint8Array): { part: number; pictures: number }[] {
  const sizes = new Map<number, number>();
  const labelled = new Set<number>();
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    sizes.set(part, (sizes.get(part) ?? 0) + 1);
    if (known[index]) labelled.add(part);
  }
  return [...sizes].filter(([part]) => !labelled.has(part)).map(([part, pictures]) => ({ part, pictures }))
    .sort((a, b) => b.pictures - a.pictures || a.part - b.part);
}

function mostTypical(
  { count, offsets, columns, weights }: SparseGraph,
  parts: ArrayLike<number>,
  part: number,
): number {
  let [best, most] = [-1, -1];
  for (let index = 0; index < count; index++) {
    if (parts[index] !== part) continue;
    let within = 0;
    for (let at = offsets[index]!; at < offsets[index + 1]!; at++) {
      if (parts[columns[at]!] === part) within += weights[at]!;
    }
    if (within > most) [best, most] = [index, within];
  }
  return best;
}

function neighboursOf({ offsets, columns }: SparseGraph, index: number): number[] {
  return [...columns.subarray(offsets[index], offsets[index + 1])];
}
