/**
 * Which images a run may see the labels of: the notebook's draw.
 *
 * Source: the notebook's `sort_train_loader`: per class a random permutation of its images, then the first few.
 *
 * @module
 */
import { CLASSES } from "./dataset.ts";

/** A source of random permutations, such as the generator of PyTorch's draws. */
export interface PermutationSource {
  /** A permutation of 0 to n - 1. */
  randperm(n: number): Int32Array;
}

/**
 * Draws exactly `perClass` items of each class, one permutation a class in rising order.
 *
 * @param labels u8 [N], 0 to `classes` − 1.
 * @param perClass Items of each class.
 * @param generator Moves on by one permutation a class, of all the items of that class.
 * @param classes By default ten.
 * @returns A row a class of `perClass` indices into `labels`, in the order drawn.
 * @throws {RangeError} If a class has fewer items, or `perClass` is not a whole number of at least 1.
 */
export function drawLabelled(
  labels: Uint8Array,
  perClass: number,
  generator: PermutationSource,
  classes: number = CLASSES,
): number[][] {
  checkPerClass(perClass);
  const members = indicesByClass(labels, classes);
  // Before the first permutation: a refused draw leaves the generator where it was.
  members.forEach((indices, label) => {
    if (indices.length < perClass) {
      throw new RangeError(
        `Drawing labelled images: found ${indices.length} of class ${label}, wanted at least ${perClass}`,
      );
    }
  });
  return drawEach(members, perClass, generator);
}

/**
 * Draws as {@linkcode drawLabelled} does, but takes all of a class that has fewer than `perClass` items, be it none.
 *
 * @param labels u8 [N], 0 to `classes` − 1.
 * @param perClass Most items of each class.
 * @param generator Moves on by one permutation a class, of all the items of that class.
 * @param classes By default ten.
 * @returns A row a class of at most `perClass` indices into `labels`, in the order drawn.
 * @throws {RangeError} If `perClass` is not a whole number of at least 1.
 */
export function drawUpTo(
  labels: Uint8Array,
  perClass: number,
  generator: PermutationSource,
  classes: number = CLASSES,
): number[][] {
  checkPerClass(perClass);
  return drawEach(indicesByClass(labels, classes), perClass, generator);
}

function drawEach(members: number[][], perClass: number, generator: PermutationSource): number[][] {
  return members.map((indices) => {
    const order = generator.randperm(indices.length);
    return Array.from(order.subarray(0, perClass), (place) => indices[place]!);
  });
}

function indicesByClass(labels: Uint8Array, classes: number): number[][] {
  const members: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, index) => {
    const indices = members[label];
    if (indices === undefined) {
      throw new RangeError(
        `Drawing images by class: found label ${label} at index ${index}, wanted 0 to ${classes - 1}`,
      );
    }
    indices.push(index);
  });
  return members;
}

function checkPerClass(perClass: number): void {
  if (!Number.isInteger(perClass) || perClass < 1) {
    throw new RangeError(`Drawing images by class: found ${perClass} a class, wanted a whole number of at least 1`);
  }
}
