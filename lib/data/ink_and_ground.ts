import type { GreyPictures } from "./idx.ts";

/** How a set of pictures comes to light ink on dark ground over all 256 shades. */
export interface Shades {
  /** u8 [256]: what becomes of each shade; absent where all stay as they are. */
  readonly table?: Uint8Array;
  /** What is done to all pictures, one sentence each, without a full stop; empty where nothing is. */
  readonly notices: readonly string[];
}

const WHITE = 255;

/**
 * What brings pictures to light ink on dark ground over all 256 shades, as MNIST has them: paler ones are stretched, those on
 * light ground inverted. All else takes pixels as shares of 255, and the ground as 0.
 *
 * @param pictures All that may be looked at: of a data set the training images, as test images are looked at one by one.
 * @param called What they are called in notices.
 * @throws {RangeError} If all pixels are one shade.
 */
export function inkAndGround(pictures: GreyPictures, called: string): Shades {
  const { pixels } = pictures;
  const greatest = greatestOf(pixels);
  if (pixels.every((value) => value === greatest)) {
    throw new RangeError(
      `Looking at the ${called}: found all pixels of them to be ${greatest}, wanted ink on a ground of another shade`,
    );
  }
  const inverted = 2 * meanOfBorder(pictures) > greatest;
  if (greatest === WHITE && !inverted) return { notices: [] };
  return {
    table: Uint8Array.from({ length: WHITE + 1 }, (_, value) => {
      const stretched = Math.min(WHITE, Math.round(value * WHITE / greatest));
      return inverted ? WHITE - stretched : stretched;
    }),
    notices: [
      ...(greatest < WHITE ? [`Pixels of the ${called} end at ${greatest}: all were stretched to 255`] : []),
      ...(inverted ? [`The ${called} are dark on light ground: all were inverted`] : []),
    ],
  };
}

/** Pixels in other shades; the same array where all stay as they are. */
export function shaded(pixels: Uint8Array, { table }: Shades): Uint8Array {
  return table === undefined ? pixels : pixels.map((value) => table[value]!);
}

function greatestOf(pixels: Uint8Array): number {
  // Nearly every set ends at 255, which is found at once.
  if (pixels.includes(WHITE)) return WHITE;
  return pixels.reduce((most, value) => value > most ? value : most, 0);
}

/** The mean of the outermost pixels of all pictures. */
function meanOfBorder({ count, height, width, pixels }: GreyPictures): number {
  const border = Array.from({ length: height * width }, (_, at) => at).filter((at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    return row === 0 || row === height - 1 || column === 0 || column === width - 1;
  });
  let sum = 0;
  for (let picture = 0; picture < pixels.length; picture += height * width) {
    for (const at of border) sum += pixels[picture + at]!;
  }
  return sum / (count * border.length);
}
