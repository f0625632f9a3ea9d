import { IMAGE_SIDE } from "../data/dataset.ts";

/** Characters of a row. */
export const CELLS: number = IMAGE_SIDE / 2;
/** Ink from here on fills its quarter of a character. */
const INK = 96;
/** By quarters that are filled: 1 upper left, 2 upper right, 4 lower left, 8 lower right. */
const BLOCKS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█";

/**
 * An image drawn with block characters, two by two pixels each.
 *
 * @param image u8 [784]
 * @returns 14 lines of 14 characters.
 */
export function blockPicture(image: Uint8Array): string[] {
  const filled = (row: number, column: number) => Number(image[row * IMAGE_SIDE + column]! >= INK);
  return Array.from({ length: IMAGE_SIDE / 2 }, (_, y) =>
    Array.from({ length: CELLS }, (_, x) => {
      const [row, column] = [2 * y, 2 * x];
      const quarters = filled(row, column) + 2 * filled(row, column + 1) + 4 * filled(row + 1, column) +
        8 * filled(row + 1, column + 1);
      return BLOCKS[quarters];
    }).join(""));
}
