// @ts-types="@types/d3-force"
import {
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from "d3-force";

/** Places in a unit square. */
export interface Layout {
  /** 0 to 1, to three decimals. */
  readonly x: number[];
  /** 0 to 1, to three decimals. */
  readonly y: number[];
}

/** Rounds of the simulation; after these nothing moves visibly. */
const ROUNDS = 150;
/** Decay that leaves a thousandth of the forces at the end. */
const DECAY = 1 - 0.001 ** (1 / ROUNDS);
/** Links of a point that pull. */
const MOST_LINKS = 8;
const LINK_LENGTH = 12;
const LINK_STRENGTH = 0.3;
const REPULSION = -18;
/** Points further apart leave each other alone, so that clusters keep together on the page. */
const REPULSION_REACH = 400;
/** Keeps what nothing is linked to from drifting away. */
const GRAVITY = 0.02;

/**
 * Lays points out in a plane so that linked ones lie close together: links are springs, points repel each other. The same
 * links give the same layout.
 *
 * Source: d3-force's velocity Verlet integration from its phyllotaxis start; constants are our choice, by eye.
 *
 * @param neighbours [points]: places of the points that each is linked to, the closest first.
 */
export function layOut(neighbours: readonly (readonly number[])[]): Layout {
  const nodes: SimulationNodeDatum[] = neighbours.map(() => ({}));
  const links = neighbours.flatMap((row, source): SimulationLinkDatum<SimulationNodeDatum>[] =>
    row.slice(0, MOST_LINKS).map((target) => ({ source, target }))
  );
  // Without a source of random numbers of one's own d3-force draws from a fixed sequence.
  forceSimulation(nodes)
    .alphaDecay(DECAY)
    .force("links", forceLink(links).distance(LINK_LENGTH).strength(LINK_STRENGTH))
    .force("repulsion", forceManyBody().strength(REPULSION).theta(1.2).distanceMax(REPULSION_REACH))
    .force("x", forceX().strength(GRAVITY))
    .force("y", forceY().strength(GRAVITY))
    .stop()
    .tick(ROUNDS);
  const linked = new Set(links.flatMap(({ source, target }) => [nodeIndex(source), nodeIndex(target)]));
  return { x: unit(nodes.map(({ x }) => x ?? 0), linked), y: unit(nodes.map(({ y }) => y ?? 0), linked) };
}

/** d3-force puts the nodes themselves in the places of their indices. */
function nodeIndex(end: SimulationLinkDatum<SimulationNodeDatum>["source"]): number {
  return typeof end === "object" ? end.index ?? 0 : Number(end);
}

/** Stretched so that linked points fill 0 to 1; others, which drift further out, stay at the edge. */
function unit(values: readonly number[], linked: ReadonlySet<number>): number[] {
  const inner = values.filter((_, point) => linked.size === 0 || linked.has(point));
  const least = Math.min(...inner);
  const extent = Math.max(...inner) - least;
  const share = (value: number) => extent === 0 ? 0.5 : Math.min(1, Math.max(0, (value - least) / extent));
  return values.map((value) => Number(share(value).toFixed(3)));
}
