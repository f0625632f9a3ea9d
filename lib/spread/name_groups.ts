import { CLASSES } from "../data/dataset.ts";
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
  /** [10, 10]: labelled images by group and class. */
  readonly labelled: readonly (readonly number[])[];
}

/** So many labelled images may contradict their groups' names however few there are. */
const STRAYS = 2;
/** Of many, at most this share may. */
const CONTRADICTING_SHARE = 0.1;

/**
 * Gives each group the name that the labelled images say most for. A labelled image speaks for a group by its membership,
 * so that one that lies alone in the wrong group, near the border, is outvoted, even where it is its class's only one.
 *
 * Without a labelled image, names are the groups' numbers.
 */
export function nameGroups({ walked, memberships }: Groups, { indices, labels }: LabelledImages): NamedGroups {
  const support = Array.from({ length: CLASSES }, () => new Array<number>(CLASSES).fill(0));
  const labelled = support.map((row) => [...row]);
  indices.forEach((image, i) => {
    for (let group = 0; group < CLASSES; group++) support[group]![labels[i]!]! += memberships[image * CLASSES + group]!;
    labelled[walked.labels[image]!]![labels[i]!]!++;
  });
  const names = indices.length === 0 ? support.map((_, group) => group) : matchClasses(support);
  const contradicting = indices.filter((image, i) => names[walked.labels[image]!] !== labels[i]).length;
  const images = new Array<number>(CLASSES).fill(0);
  for (const group of walked.labels) images[group]!++;
  return { names, images, contradicting, labelled };
}

/** Whether labelled images bear the groups out: at most two, or one in ten of them, lie in a group of another name. */
export function labelsBearOut({ contradicting }: NamedGroups, { indices }: LabelledImages): boolean {
  return contradicting <= Math.max(STRAYS, CONTRADICTING_SHARE * indices.length);
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
