/**
 * Images of a set, at most. As many keep every kernel's loops short enough for every driver (`lib/gpu/loop_turns.ts`), which
 * longer ones end without an error. Source: our choice, half a million.
 */
export const MOST_IMAGES = 500_000;

/**
 * Refuses a set that is too large, before anything is done with it.
 *
 * @param doing Names what is being done in the error.
 * @param items What is counted, in the plural.
 * @throws {RangeError} If there are more than {@linkcode MOST_IMAGES}.
 */
export function checkImageCount(count: number, doing: string, items: string): void {
  if (count > MOST_IMAGES) throw new RangeError(`${doing}: found ${count} ${items}, wanted at most ${MOST_IMAGES}`);
}
