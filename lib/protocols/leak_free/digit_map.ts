import { type Layout, layOut } from "../../graph/layout.ts";
import { NO_LABEL, seedLabels } from "../../spread/propagation.ts";
import type { SparseGraph } from "../../graph/sparse_graph.ts";
import { walkNeighbours } from "../../graph/walk_neighbours.ts";
import { letterOfClass, NO_CLASS_LETTER } from "../../record/class_letters.ts";
import type { LabelMap } from "../../record/record.ts";
import type { MapScores } from "../../score/label_map.ts";
import type { DrawPseudoLabels } from "./pseudo_labels.ts";

/** Training images on the map besides the labelled ones. Source: our choice; more would lie on each other. */
const SAMPLE_IMAGES = 1400;
/** Labelled images on the map of each class, at most. */
const LABELLED_PER_CLASS = 20;
/** Steps of a walk from an image of the sample, enough to come to others of it. */
const WALK_STEPS = 3;
/** Neighbours of an image on the map. */
const NEIGHBOURS = 12;

/** Steps of the first pass that the map shows: close together where most happens. */
export const WATCHED_STEPS: readonly number[] = [0, 1, 2, 3, 4, 5, 8, 13, 20, 30, 50, 100];

/** A map of some training images, before anybody has looked at the truth. */
export interface DigitMap extends Layout {
  /** Training indices, rising. */
  readonly indices: number[];
  /** Where labels have come to, of all training images. */
  readonly steps: readonly MapStep[];
}

/** Where labels have come to. */
export interface MapStep {
  readonly stage: LabelMap["steps"][number]["stage"];
  /** Steps of the first pass so far. */
  readonly step: number;
  /** u8 [training images]: classes, {@linkcode NO_LABEL} where none has come yet. */
  readonly labels: Uint8Array;
}

/**
 * A map of a sample of the graph, on which one sees the labels spread. The sample is chosen without labels, but for the images
 * whose labels were given.
 *
 * @param labelled Row c: indices of class c's labelled images.
 * @param pseudoLabels Of the draw that the map is about, watched if labels spread.
 */
export function digitMap(
  graph: SparseGraph,
  labelled: readonly (readonly number[])[],
  { way, first, second, watched = [] }: Pick<DrawPseudoLabels, "way" | "first" | "second" | "watched">,
): DigitMap {
  const chosen = new Set(labelled.flatMap((row) => row.slice(0, LABELLED_PER_CLASS)));
  const others = Math.min(SAMPLE_IMAGES, graph.count);
  for (let i = 0; i < others; i++) chosen.add(Math.floor(i * graph.count / others));
  const indices = [...chosen].sort((a, b) => a - b);
  const given = {
    indices: labelled.flat(),
    labels: labelled.flatMap((row, digit) => row.map(() => digit)),
    classes: labelled.length,
  };
  const steps = way === "groups"
    ? [{ stage: "first pass", step: 0, labels: seedLabels(graph.count, given) } as const]
    : watched.map(({ step, labels }): MapStep => ({ stage: "first pass", step, labels }));
  const last = steps.at(-1)?.step ?? 0;
  return {
    indices,
    ...layOut(walkNeighbours(graph, indices, WALK_STEPS, NEIGHBOURS).places),
    steps: [
      ...steps,
      { stage: way === "groups" ? "groups" : "balanced", step: last, labels: first.labels },
      { stage: "second pass", step: last, labels: second.labels },
    ],
  };
}

/** What the run record keeps of a map. */
export function mapRecord({ indices, x, y, steps }: DigitMap, scores: MapScores): LabelMap {
  const classesOf = (labels: Uint8Array) =>
    indices.map((index) => labels[index] === NO_LABEL ? NO_CLASS_LETTER : letterOfClass(labels[index]!)).join("");
  return {
    indices,
    x,
    y,
    labels: scores.labels.map(letterOfClass).join(""),
    steps: steps.map(({ stage, step, labels }, i) => ({
      stage,
      step,
      classes: classesOf(labels),
      ...scores.steps[i]!,
    })),
  };
}
