import type { Groups } from "./groups.ts";
import { matchClasses } from "./match_classes.ts";
import type { PseudoLabels } from "./propagation.ts";
import { type LabelledImages, NO_LABEL, seedLabels } from "./seed_labels.ts";

/** What given labels make of groups. */
export interface NamedGroups {
  /** The class of each group, every class once. */
  readonly names: readonly number[];
  /** Images of each group. */
  readonly images: readonly number[];
  /** Labelled images that lie in a group of another name. */
  readonly contradicting: number;
  /** [groups, classes]: labelled images by group and class. */
  readonly labelled: readonly (readonly number[])[];
}

/** So many labelled images may contradict their groups' names, if that is no more than a fifth of them. */
const STRAYS = 2;
/** See {@linkcode STRAYS}: two of ten, none of four. */
const STRAY_SHARE = 0.2;
/** Of many, at most this share may. */
const CONTRADICTING_SHARE = 0.1;

/**
 * Gives each group the name that the labelled images say most for. A labelled image speaks for a group by its membership,
 * so that one that lies alone in the wrong group, near the border, is outvoted, even where it is its class's only one.
 *
 * Without a labelled image, names are the groups' numbers.
 */
export function nameGroups({ count, walked, memberships }: Groups, { indices, labels }: LabelledImages): NamedGroups {
  const support = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  const labelled = support.map((row) => [...row]);
  indices.forEach((image, i) => {
    for (let group = 0; group < count; group++) support[group]![labels[i]!]! += memberships[image * count + group]!;
    labelled[walked.labels[image]!]![labels[i]!]!++;
  });
  const names = indices.length === 0 ? support.map((_, group) => group) : matchClasses(support);
  const contradicting = indices.filter((image, i) => names[walked.labels[image]!] !== labels[i]).length;
  const images = new Array<number>(count).fill(0);
  for (const group of walked.labels) images[group]!++;
  return { names, images, contradicting, labelled };
}

/**
 * Whether labelled images bear the groups out: at most two (of fewer than ten one in five), or one in ten of them, lie in a
 * group of another name.
 */
export function labelsBearOut({ contradicting }: NamedGroups, { indices }: LabelledImages): boolean {
  return contradicting <=
    Math.max(Math.min(STRAYS, STRAY_SHARE * indices.length), CONTRADICTING_SHARE * indices.length);
}

/** Groups under their names; labelled images keep their labels, and are sure. */
export function withNames(
  { labels, confidences }: PseudoLabels,
  names: readonly number[],
  labelled: LabelledImages,
): PseudoLabels {
  const seeds = seedLabels(labels.length, labelled);
  return {
    labels: seeds.map((seed, image) => seed === NO_LABEL ? names[labels[image]!]! : seed),
    confidences: confidences.map((confidence, image) => seeds[image] === NO_LABEL ? confidence : 1),
  };
}
