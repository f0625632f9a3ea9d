/**
 * Communities decided as wholes, so that no island of look-alikes falls to the class that happens to reach it first.
 *
 * @module
 */
import { CLASSES } from "../data/dataset.ts";
import { NO_LABEL } from "./seed_labels.ts";
import type { SparseGraph } from "./sparse_graph.ts";

/** Rounds in which communities without a label ask their neighbours. */
const ASKING_ROUNDS = 200;
/** A community whose labelled images are of several classes. */
const DISPUTED = 254;

/**
 * Decides communities as wholes, for one partition.
 *
 * - A community whose labelled images are all of one class is of that class.
 * - One whose labelled images are of several classes keeps what each of its images had.
 * - One without a labelled image goes to the class that most of its links to other communities lead to; where those have
 * no label either, to the class that theirs lead to. Its own images do not vote: what reached them first is no evidence.
 *
 * Links are counted, not weighed.
 *
 * @param communities u32 [N], as `findCommunities()` gives them.
 * @param seeds u8 [N]: labels where known, else 255.
 * @param labels u8 [N], 0 to 9: what each image had before.
 * @returns u8 [N], 0 to 9.
 */
export function decideCommunities(
  graph: SparseGraph,
  communities: Uint32Array,
  seeds: Uint8Array,
  labels: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const classes = communityClasses(communities, seeds);
  const open = new Map<number, Open>();
  classes.forEach((label, community) => {
    if (label === NO_LABEL) {
      open.set(community, { settled: new Float64Array(CLASSES), asked: new Map(), links: 0 });
    }
  });
  for (let image = 0; image < graph.count; image++) {
    const community = communities[image]!;
    const own = open.get(community);
    if (own === undefined) continue;
    for (let at = graph.offsets[image]!; at < graph.offsets[image + 1]!; at++) {
      const other = graph.columns[at]!;
      const there = communities[other]!;
      if (there === community) continue;
      own.links++;
      if (open.has(there)) own.asked.set(there, (own.asked.get(there) ?? 0) + 1);
      else {
        const label = classes[there] === DISPUTED ? labels[other]! : classes[there]!;
        own.settled[label] = own.settled[label]! + 1;
      }
    }
  }
  for (const [community, label] of askNeighbours(open)) classes[community] = label;
  return Uint8Array.from(labels, (label, image) => {
    const whole = classes[communities[image]!]!;
    return whole < CLASSES ? whole : label;
  });
}

/** A community without a labelled image. */
interface Open {
  /** f64 [10]: links to images that are decided. */
  readonly settled: Float64Array;
  /** Links to other open communities. */
  readonly asked: Map<number, number>;
  /** All of these. */
  links: number;
}

/** u8 [communities]: the class of all its labelled images, {@linkcode DISPUTED}, or {@linkcode NO_LABEL} without any. */
function communityClasses(communities: Uint32Array, seeds: Uint8Array): Uint8Array {
  const classes = new Uint8Array(communities.reduce((most, community) => Math.max(most, community + 1), 0));
  classes.fill(NO_LABEL);
  seeds.forEach((label, image) => {
    if (label === NO_LABEL) return;
    const community = communities[image]!;
    const before = classes[community];
    classes[community] = before === NO_LABEL || before === label ? label : DISPUTED;
  });
  return classes;
}

/** The class of each open community that links lead out of: the harmonic function on them, the first of equals. */
function askNeighbours(open: ReadonlyMap<number, Open>): Map<number, number> {
  const shares = new Map([...open.keys()].map((community) => [community, new Float64Array(CLASSES)]));
  for (let round = 0; round < ASKING_ROUNDS; round++) {
    for (const [community, { settled, asked, links }] of open) {
      if (links === 0) continue;
      const sums = settled.slice();
      for (const [other, count] of asked) {
        shares.get(other)!.forEach((share, c) => sums[c] = sums[c]! + count * share);
      }
      shares.get(community)!.set(sums.map((sum) => sum / links));
    }
  }
  const decided = new Map<number, number>();
  for (const [community, share] of shares) {
    const most = Math.max(...share);
    if (most > 0) decided.set(community, share.indexOf(most));
  }
  return decided;
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
