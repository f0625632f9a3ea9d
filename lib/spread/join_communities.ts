import type { SparseGraph } from "../graph/sparse_graph.ts";

/** Owns what is no group and part of none. */
const ASIDE = -1;

/**
 * Joins communities to so many groups: always the two that, for the smaller one, the largest share of
 * its links leads between. Links are counted, not weighed: an island's few strong links often lead astray, most of them
 * seldom.
 *
 * Source: our choice; weights in the place of counts fail more often (docs/leak_free.md).
 *
 * @param communities u32 [N], from 0 up without a gap.
 * @param groups At least 1.
 * @returns u8 [N], 0 to `groups` − 1, by falling number of links. What no link joins to anything, and is smaller than what could be
 * joined in its place, goes to the last group. Where there are fewer communities than that, so are there of groups.
 */
export function joinCommunities(graph: SparseGraph, communities: Uint32Array, groups: number): Uint8Array<ArrayBuffer> {
  const found = communities.reduce((most, community) => Math.max(most, community + 1), 0);
  const links = Array.from({ length: found }, () => new Map<number, number>());
  const volumes = new Float64Array(found);
  for (let image = 0; image < graph.count; image++) {
    const own = communities[image]!;
    for (let at = graph.offsets[image]!; at < graph.offsets[image + 1]!; at++) {
      const other = communities[graph.columns[at]!]!;
      volumes[own] = volumes[own]! + 1;
      if (other !== own) links[own]!.set(other, (links[own]!.get(other) ?? 0) + 1);
    }
  }
  const owners = Int32Array.from(volumes, (_, community) => community);
  const giveTo = (owner: number, from: number) => {
    for (let community = 0; community < found; community++) if (owners[community] === from) owners[community] = owner;
    left.delete(from);
  };
  const left = new Set(owners);
  while (left.size > groups) {
    const pair = closest(links, volumes, left);
    const lonely = [...left].filter((community) => links[community]!.size === 0)
      .reduce<number | undefined>(
        (least, one) => least === undefined || volumes[one]! < volumes[least]! ? one : least,
        undefined,
      );
    if (pair === undefined || lonely !== undefined && pair.every((one) => volumes[one]! >= volumes[lonely]!)) {
      giveTo(ASIDE, lonely!);
      continue;
    }
    const [into, from] = pair;
    for (const [other, between] of links[from]!) {
      links[other]!.delete(from);
      if (other === into) continue;
      links[into]!.set(other, (links[into]!.get(other) ?? 0) + between);
      links[other]!.set(into, links[into]!.get(other)!);
    }
    volumes[into] = volumes[into]! + volumes[from]!;
    giveTo(into, from);
  }
  const byVolume = [...left].sort((a, b) => volumes[b]! - volumes[a]! || a - b);
  const numbers = new Map([[ASIDE, groups - 1], ...byVolume.map((community, place) => [community, place] as const)]);
  return Uint8Array.from(communities, (community) => numbers.get(owners[community]!)!);
}

/** The two communities to be joined next, the first of equals; none if no link leads between two. */
function closest(
  links: readonly ReadonlyMap<number, number>[],
  volumes: Float64Array,
  left: ReadonlySet<number>,
): [number, number] | undefined {
  let pair: [number, number] | undefined;
  let most = 0;
  for (const one of left) {
    for (const [other, between] of links[one]!) {
      const share = between / Math.min(volumes[one]!, volumes[other]!);
      if (share <= most) continue;
      most = share;
      pair = [one, other];
    }
  }
  return pair;
}
