/**
 * Communities decided as wholes, so that no island of look-alikes falls to the class that happens to reach it first.
 *
 * @module
 */
import { CLASSES } from "../data/dataset.ts";
import { NO_LABEL } from "./seed_labels.ts";
import type { SparseGraph } from "./sparse_graph.ts";

/**
 * Decides communities as wholes, for one partition: one without a labelled image goes to the class that most of its links
 * to other communities lead to. Its own images do not vote, as what reached them first is no evidence. All others keep
 * what each of their images had.
 *
 * Links are counted, not weighed.
 *
 * @param communities u32 [N], as `findCommunities()` gives them.
 * @param seeds u8 [N]: labels where known, else 255.
 * @param labels u8 [N], 0 to 9: what each image had before.
 * @returns u8 [N], 0 to 9; of classes that equally many links lead to the first.
 */
export function decideCommunities(
  graph: SparseGraph,
  communities: Uint32Array,
  seeds: Uint8Array,
  labels: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const count = communities.reduce((most, community) => Math.max(most, community + 1), 0);
  const labelled = new Uint8Array(count);
  seeds.forEach((label, image) => {
    if (label !== NO_LABEL) labelled[communities[image]!] = 1;
  });
  const links = new Uint32Array(count * CLASSES);
  for (let image = 0; image < graph.count; image++) {
    const own = communities[image]!;
    if (labelled[own]) continue;
    for (let at = graph.offsets[image]!; at < graph.offsets[image + 1]!; at++) {
      const other = graph.columns[at]!;
      if (communities[other] === own) continue;
      const place = own * CLASSES + labels[other]!;
      links[place] = links[place]! + 1;
    }
  }
  const classes = Array.from({ length: count }, (_, community) => {
    const row = links.subarray(community * CLASSES, (community + 1) * CLASSES);
    const most = Math.max(...row);
    return most > 0 ? row.indexOf(most) : undefined;
  });
  return Uint8Array.from(labels, (label, image) => classes[communities[image]!] ?? label);
}

/**
 * The class that most partitions give an image; of equals what it had before, else the first. Labelled images keep theirs.
 *
 * @param partitions Each u32 [N].
 * @param seeds u8 [N]: labels where known, else 255.
 * @param labels u8 [N], 0 to 9: what each image had before.
 * @returns u8 [N], 0 to 9; `labels` if there is no partition.
 */
export function agreeOnCommunities(
  graph: SparseGraph,
  partitions: readonly Uint32Array[],
  seeds: Uint8Array,
  labels: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const votes = new Uint16Array(graph.count * CLASSES);
  labels.forEach((label, image) => votes[image * CLASSES + label] = 1);
  for (const communities of partitions) {
    decideCommunities(graph, communities, seeds, labels).forEach((label, image) => {
      const at = image * CLASSES + label;
      votes[at] = votes[at]! + 2;
    });
  }
  return seeds.map((seed, image) => {
    if (seed !== NO_LABEL) return seed;
    let best = 0;
    for (let c = 1; c < CLASSES; c++) if (votes[image * CLASSES + c]! > votes[image * CLASSES + best]!) best = c;
    return best;
  }) as Uint8Array<ArrayBuffer>;
}
