/**
 * Groups first: the graph falls into as many groups as there are classes, and no label is needed to find them.
 *
 * @module
 */
import { findCommunities } from "./communities.ts";
import { agreeOnGroups } from "./consensus.ts";
import { joinCommunities } from "./join_communities.ts";
import { type PseudoLabels, steps } from "./propagation.ts";
import { normalisedWeights, type SparseGraph } from "../graph/sparse_graph.ts";

/** How groups are found. Chosen on hidden training labels (docs/leak_free.md). */
export interface GroupSettings {
  /** Of the communities that are joined to groups; 1 is plain modularity. */
  readonly resolution: number;
  /** Orders in which images move into communities. */
  readonly starts: number;
  /** Partitions that go on from each of those, by other orders in which communities merge. */
  readonly partitions: number;
  /** Steps that groups then walk, so that neighbours overrule strays. */
  readonly steps: number;
  /** Share of a step that comes from neighbours; the rest is the groups themselves. */
  readonly alpha: number;
  /** The groups hold if an image's partitions agree on its group at least so often, on average. */
  readonly leastAgreement: number;
}

/** The recipe's settings. */
export const GROUP_SETTINGS: GroupSettings = {
  resolution: 1,
  starts: 9,
  partitions: 5,
  steps: 30,
  alpha: 0.99,
  leastAgreement: 0.98,
};

/** The groups of all images; numbers in the place of names. */
export interface Groups {
  /** Groups there are, one a class. */
  readonly count: number;
  /** As partitions agree on them; confidence is the share of partitions that do. */
  readonly agreed: PseudoLabels;
  /** After they walked; confidence is the share of belief. */
  readonly walked: PseudoLabels;
  /** f32 [N, groups]: every image's shares of belief in the groups, after they walked; rows sum to 1. */
  readonly memberships: Float32Array;
  /** The mean share of partitions that agree on an image. */
  readonly agreement: number;
}

/**
 * Finds the groups: many partitions into communities, each joined to `count` groups, the majority of them, and a walk.
 *
 * @param count Groups wanted, as many as there are classes.
 * @param seed Of the partitions, a whole number of at least 0. Other seeds have other partitions.
 */
export function findGroups(
  graph: SparseGraph,
  count: number,
  seed: number,
  settings: GroupSettings = GROUP_SETTINGS,
): Groups {
  const groupings = Array.from(
    { length: settings.starts },
    (_, start) =>
      findCommunities(graph, settings.resolution, seed * settings.starts + start, settings.partitions)
        .map((communities) => joinCommunities(graph, communities, count)),
  ).flat();
  const { groups, agreements } = agreeOnGroups(groupings, count);
  const beliefs = steps(graph, normalisedWeights(graph, "stochastic"), groups, count, settings.steps, settings.alpha);
  const memberships = new Float32Array(beliefs.length);
  const walked = { labels: groups.slice(), confidences: new Float32Array(graph.count) };
  for (let image = 0; image < graph.count; image++) {
    const row = beliefs.subarray(image * count, (image + 1) * count);
    const total = row.reduce((sum, belief) => sum + belief, 0);
    row.forEach((belief, c) => memberships[image * count + c] = belief / total);
    // Of equals the group that it was in, which has belief of its own.
    const best = row.reduce((most, belief, c) => belief > row[most]! ? c : most, groups[image]!);
    walked.labels[image] = best;
    walked.confidences[image] = memberships[image * count + best]!;
  }
  return {
    count,
    agreed: { labels: groups, confidences: agreements },
    walked,
    memberships,
    agreement: agreements.reduce((sum, share) => sum + share, 0) / graph.count,
  };
}
