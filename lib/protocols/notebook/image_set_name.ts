import type { ImageSet } from "../../data/dataset.ts";

const numbers = new WeakMap<ArrayBufferLike, number>();
let last = 0;

/**
 * Names a set of images for as long as it is held: sets share a name only if they are the same bytes of the same memory. A
 * set that was changed in place keeps its name.
 */
export function imageSetName({ pixels: { buffer, byteOffset, byteLength } }: Pick<ImageSet, "pixels">): string {
  const number = numbers.get(buffer) ?? ++last;
  numbers.set(buffer, number);
  return `${number}:${byteOffset}:${byteLength}`;
}
