/** How a graph is built. Chosen on hidden training labels of draws 0 to 9; no other label was looked at. */
export interface GraphSettings {
  /** Candidates by cosine. */
  readonly candidates: number;
  /** Of those, the nearest at half size, whose distance is measured at full size. */
  readonly measured: number;
  /** Of those, the nearest whose distance is measured in both directions. */
  readonly kept: number;
  /** Passes over neighbours' neighbours. */
  readonly passes: number;
  /** Most neighbours' neighbours of an image that a pass measures. */
  readonly perPass: number;
  /** Neighbours in the graph. */
  readonly neighbours: number;
}

/** The settings of every preset. */
export const GRAPH_SETTINGS: GraphSettings = {
  candidates: 400,
  measured: 80,
  kept: 40,
  passes: 1,
  perPass: 32,
  neighbours: 10,
};

/** Fewest neighbours where images are few. */
const FEWEST_NEIGHBOURS = 2;

/**
 * The settings for images of so many classes. Of fewer than twenty a class, each has as many neighbours as half of a class: of
 * more the others would be of other classes, and labels and groups run into one. Chosen on hidden training labels, 5 to 20
 * images a class.
 *
 * @param distinct Images that differ.
 * @param classes What they fall into.
 */
export function graphSettingsFor(distinct: number, classes: number): GraphSettings {
  const half = Math.max(FEWEST_NEIGHBOURS, Math.floor(distinct / (2 * classes)));
  return { ...GRAPH_SETTINGS, neighbours: Math.min(GRAPH_SETTINGS.neighbours, half) };
}
