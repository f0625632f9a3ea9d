import { matchClasses } from "./match_classes.ts";

/** What many ways to part the images into groups agree on. */
export interface Consensus {
  /** u8 [N]: the group that most of them give an image. */
  readonly groups: Uint8Array<ArrayBuffer>;
  /** f32 [N]: the share of them that do. */
  readonly agreements: Float32Array<ArrayBuffer>;
}

/**
 * Groups that most of several groupings agree on. Groups have no names, so each grouping is first matched with the one that
 * all others are most like; a few that failed are outvoted.
 *
 * @param groupings At least one, each u8 [N], 0 to `count` − 1.
 * @param count Groups there are.
 */
export function agreeOnGroups(groupings: readonly Uint8Array[], count: number): Consensus {
  const matched = groupings.map((reference) => groupings.map((other) => matchGroups(other, reference, count)));
  const likeness = matched.map((row) => row.reduce((sum, { shared }) => sum + shared, 0));
  const middle = likeness.indexOf(Math.max(...likeness));
  const images = groupings[0]!.length;
  const votes = new Uint16Array(images * count);
  groupings.forEach((grouping, i) => {
    const { names } = matched[middle]![i]!;
    grouping.forEach((group, image) => {
      const at = image * count + names[group]!;
      votes[at] = votes[at]! + 1;
    });
  });
  const groups = new Uint8Array(images);
  const agreements = new Float32Array(images);
  for (let image = 0; image < images; image++) {
    let best = 0;
    for (let c = 1; c < count; c++) if (votes[image * count + c]! > votes[image * count + best]!) best = c;
    groups[image] = best;
    agreements[image] = votes[image * count + best]! / groupings.length;
  }
  return { groups, agreements };
}

/** One grouping's groups under the other's numbers, and how many images are then in the same group of both. */
function matchGroups(
  of: Uint8Array,
  reference: Uint8Array,
  count: number,
): { readonly names: number[]; readonly shared: number } {
  const counts = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  of.forEach((group, image) => counts[group]![reference[image]!]!++);
  const names = matchClasses(counts);
  return { names, shared: names.reduce((sum, name, group) => sum + counts[group]![name]!, 0) };
}
