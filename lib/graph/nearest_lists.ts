/**
 * Bookkeeping of who is near whom: the lists that candidates, measured distances and neighbours' neighbours fill.
 *
 * @module
 */
import { ABSENT } from "./candidates.ts";
import type { PairLists } from "./pair_distances.ts";
import { selectLeast } from "./select_least.ts";

/** A sort key holds a distance and, for equal distances, an index below this. */
const KEY_BASE = 2 ** 24;

/** The least distances of lists of one length: per list the `kept` nearest, by rising distance, then rising index. */
export function nearestOf(
  ids: Uint32Array,
  distances: Uint32Array,
  length: number,
  kept: number,
): { ids: Uint32Array<ArrayBuffer>; distances: Uint32Array<ArrayBuffer> } {
  const lists = ids.length / length;
  const best = {
    ids: new Uint32Array(lists * kept).fill(ABSENT),
    distances: new Uint32Array(lists * kept).fill(ABSENT),
  };
  const keys = new Float64Array(length);
  for (let list = 0; list < lists; list++) {
    let found = 0;
    for (let at = list * length; at < (list + 1) * length; at++) {
      if (ids[at] !== ABSENT) keys[found++] = distances[at]! * KEY_BASE + ids[at]!;
    }
    const count = Math.min(kept, found);
    selectLeast(keys, found, count);
    keys.subarray(0, count).sort();
    for (let rank = 0; rank < count; rank++) {
      const distance = Math.floor(keys[rank]! / KEY_BASE);
      best.distances[list * kept + rank] = distance;
      best.ids[list * kept + rank] = keys[rank]! - distance * KEY_BASE;
    }
  }
  return best;
}

/** Which images lists name, nearest first. */
export interface ListedIds {
  /** Most entries of a list. */
  readonly width: number;
  /** Lists. */
  readonly count: number;
  /** u32 [lists, width]: images; absent ones, all bits set, last. */
  readonly ids: Uint32Array;
}

/** Lists of at most `width` entries, each with both distances, by rising forward distance. */
export class TwoWayLists implements ListedIds {
  /** Most entries of a list. */
  readonly width: number;
  /** u32 [lists, width]: images; absent ones, all bits set, last. */
  readonly ids: Uint32Array<ArrayBuffer>;
  /** u32 [lists, width]: distances from the list's image (fixed) to the entry (moving). */
  readonly forward: Uint32Array<ArrayBuffer>;
  /** u32 [lists, width]: distances from the entry to the list's image; all bits set: not yet measured. */
  readonly backward: Uint32Array<ArrayBuffer>;

  /** Takes lists as {@linkcode nearestOf} gives them. */
  constructor(width: number, nearest: { ids: Uint32Array<ArrayBuffer>; distances: Uint32Array<ArrayBuffer> }) {
    this.width = width;
    this.ids = nearest.ids;
    this.forward = nearest.distances;
    this.backward = new Uint32Array(nearest.ids.length).fill(ABSENT);
  }

  /** Lists. */
  get count(): number {
    return this.ids.length / this.width;
  }

  /** The place of an entry, or -1. */
  find(list: number, id: number): number {
    for (let at = list * this.width; at < (list + 1) * this.width; at++) if (this.ids[at] === id) return at;
    return -1;
  }

  /** Puts an entry in its place if it is near enough and not there yet; the last one falls out. */
  insert(list: number, id: number, forward: number, backward: number): boolean {
    const first = list * this.width;
    let at = first + this.width - 1;
    const before = (place: number) =>
      forward < this.forward[place]! || forward === this.forward[place]! && id < this.ids[place]!;
    if (!before(at) || this.find(list, id) >= 0) return false;
    for (; at > first && before(at - 1); at--) {
      this.ids[at] = this.ids[at - 1]!;
      this.forward[at] = this.forward[at - 1]!;
      this.backward[at] = this.backward[at - 1]!;
    }
    this.ids[at] = id;
    this.forward[at] = forward;
    this.backward[at] = backward;
    return true;
  }
}

/**
 * The pairs whose way back is not measured yet, by the neighbour that is to be the fixed image.
 *
 * @param fixedCount Images that can be neighbours.
 * @returns The pairs, and for each the place of the entry that it belongs to.
 */
export function pairsBack(lists: TwoWayLists, fixedCount: number): { pairs: PairLists; places: Uint32Array } {
  const offsets = new Uint32Array(fixedCount + 1);
  const wanted = (at: number) => lists.ids[at] !== ABSENT && lists.backward[at] === ABSENT;
  for (let at = 0; at < lists.ids.length; at++) if (wanted(at)) offsets[lists.ids[at]! + 1]!++;
  for (let fixed = 0; fixed < fixedCount; fixed++) offsets[fixed + 1]! += offsets[fixed]!;
  const next = offsets.slice();
  const moving = new Uint32Array(offsets[fixedCount]!);
  const places = new Uint32Array(moving.length);
  for (let at = 0; at < lists.ids.length; at++) {
    if (!wanted(at)) continue;
    const place = next[lists.ids[at]!]!++;
    moving[place] = Math.floor(at / lists.width);
    places[place] = at;
  }
  return { pairs: { firstFixed: 0, offsets, moving }, places };
}

/** Where both images have each other in their lists, one's way there is the other's way back. */
export function fillMutual(lists: TwoWayLists): void {
  for (let at = 0; at < lists.ids.length; at++) {
    if (lists.ids[at] === ABSENT || lists.backward[at] !== ABSENT) continue;
    const other = lists.find(lists.ids[at]!, Math.floor(at / lists.width));
    if (other >= 0) lists.backward[at] = lists.forward[other]!;
  }
}

/** Offers every entry to its neighbour's list, where nothing needs to be measured for it. Returns how many were taken. */
export function offerBack(lists: TwoWayLists): number {
  // Offers are made from what the lists were, so that their order does not matter.
  const ids = lists.ids.slice();
  const forward = lists.forward.slice();
  const backward = lists.backward.slice();
  let taken = 0;
  for (let at = 0; at < ids.length; at++) {
    if (ids[at] !== ABSENT && lists.insert(ids[at]!, Math.floor(at / lists.width), backward[at]!, forward[at]!)) {
      taken++;
    }
  }
  return taken;
}

/**
 * Neighbours of neighbours that a list does not have, in the order in which they are met.
 *
 * @param lists Whose.
 * @param training The lists in which to look up a neighbour's neighbours.
 * @param nearest How many entries of a list count as neighbours.
 * @param most Most new ones of a list.
 * @param excludeSelf Whether list and image numbers mean the same images.
 */
export function neighboursOfNeighbours(
  lists: TwoWayLists,
  training: ListedIds,
  nearest: number,
  most: number,
  excludeSelf: boolean,
): PairLists {
  const offsets = new Uint32Array(lists.count + 1);
  const moving = new Uint32Array(lists.count * most);
  const seenBy = new Int32Array(training.count).fill(-1);
  let found = 0;
  for (let list = 0; list < lists.count; list++) {
    if (excludeSelf) seenBy[list] = list;
    for (let at = list * lists.width; at < (list + 1) * lists.width; at++) {
      if (lists.ids[at] !== ABSENT) seenBy[lists.ids[at]!] = list;
    }
    const full = found + most;
    // The nearest neighbour's neighbours may be the best: breadth first over ranks.
    for (let rank = 0; rank < nearest && found < full; rank++) {
      for (let first = 0; first < nearest && found < full; first++) {
        const neighbour = lists.ids[list * lists.width + first]!;
        if (neighbour === ABSENT) break;
        const candidate = training.ids[neighbour * training.width + rank]!;
        if (candidate === ABSENT || seenBy[candidate] === list) continue;
        seenBy[candidate] = list;
        moving[found++] = candidate;
      }
    }
    offsets[list + 1] = found;
  }
  return { firstFixed: 0, offsets, moving: moving.subarray(0, found) };
}
