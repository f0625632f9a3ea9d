/**
 * Exact copies among the training images: each image counts once where neighbours are looked for and scales are taken, or an
 * image's nearest would all be itself, its scale the least there is, and no other image near.
 *
 * @module
 */
import { IMAGE_PIXELS, type ImageSet } from "../data/dataset.ts";
import { ABSENT } from "./candidates.ts";
import type { Neighbours } from "./local_scaling.ts";
import { GRAPH_METHOD } from "./method.ts";

/** Which images are copies of which. */
export interface Copies {
  /** u32 [N]: for every image the first with the same pixels, mostly itself. */
  readonly firsts: Uint32Array;
  /** u32 [images that differ]: those firsts, rising. */
  readonly distinct: Uint32Array;
}

/** What was found of a set's pixels, which nobody changes: several steps of a run ask, and looking takes a third of a second. */
const found = new WeakMap<Uint8Array, { readonly copies: Copies | undefined }>();

/**
 * Finds images that have the same pixels as an earlier one. Of the same array of pixels it looks once.
 *
 * @returns `undefined` if all images differ.
 */
export function findCopies(images: ImageSet): Copies | undefined {
  const known = found.get(images.pixels) ?? { copies: lookForCopies(images) };
  found.set(images.pixels, known);
  return known.copies;
}

function lookForCopies({ count, pixels }: ImageSet): Copies | undefined {
  const firsts = new Uint32Array(count);
  const distinct: number[] = [];
  const byHash = new Map<number, number[]>();
  for (let image = 0; image < count; image++) {
    const own = pixels.subarray(image * IMAGE_PIXELS, (image + 1) * IMAGE_PIXELS);
    const hash = hashOf(own);
    const alike = byHash.get(hash);
    const first = alike?.find((other) => own.every((value, at) => value === pixels[other * IMAGE_PIXELS + at]));
    firsts[image] = first ?? image;
    if (first !== undefined) continue;
    distinct.push(image);
    if (alike) alike.push(image);
    else byHash.set(hash, [image]);
  }
  return distinct.length === count ? undefined : { firsts, distinct: Uint32Array.from(distinct) };
}

/** FNV-1a of 32 bits. Source: Fowler, Noll and Vo, RFC 9923. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

/** The images that differ; all of them, as they are, if there are no copies. */
export function distinctImages(images: ImageSet, copies: Copies | undefined): ImageSet {
  if (copies === undefined) return images;
  const { distinct } = copies;
  const pixels = new Uint8Array(distinct.length * IMAGE_PIXELS);
  distinct.forEach((image, place) => {
    pixels.set(images.pixels.subarray(image * IMAGE_PIXELS, (image + 1) * IMAGE_PIXELS), place * IMAGE_PIXELS);
  });
  return { count: distinct.length, pixels };
}

/** Neighbours found among the images that differ, by their indices among all. */
export function amongAll(neighbours: Neighbours, copies: Copies | undefined): Neighbours {
  if (copies === undefined) return neighbours;
  return { ...neighbours, ids: neighbours.ids.map((id) => id === ABSENT ? ABSENT : copies.distinct[id]!) };
}

/** Neighbours of the images that differ, among these, as neighbours of all: a copy's only one is its first. */
export function ofAll(neighbours: Neighbours, copies: Copies | undefined): Neighbours {
  if (copies === undefined) return neighbours;
  const { firsts, distinct } = copies;
  const { k, ids: found, weights: ofFound } = amongAll(neighbours, copies);
  const ids = new Uint32Array(firsts.length * k).fill(ABSENT);
  const weights = new Float32Array(ids.length);
  distinct.forEach((image, place) => {
    ids.set(found.subarray(place * k, (place + 1) * k), image * k);
    weights.set(ofFound.subarray(place * k, (place + 1) * k), image * k);
  });
  firsts.forEach((first, image) => {
    if (first === image) return;
    ids[image * k] = first;
    weights[image * k] = GRAPH_METHOD.copyTie;
  });
  return { count: firsts.length, k, ids, weights };
}
