import { IMAGE_PIXELS, IMAGE_SIDE, type LabelledSet } from "./dataset.ts";

/** Training and test set whose pixels go from 0, the ground, to 255, the ink; and what was done to get there. */
export interface InkAndGround {
  readonly train: LabelledSet;
  readonly test: LabelledSet;
  /** One sentence each, without a full stop; empty where the sets were so already. */
  readonly notices: readonly string[];
}

const WHITE = 255;

/**
 * Brings images to light ink on dark ground over all 256 shades, as MNIST has them: paler ones are stretched, those on light
 * ground inverted. All else takes pixels as shares of 255, and the ground as 0.
 *
 * Training images alone say what is to be done, to both sets: test images are looked at one by one.
 *
 * @returns The sets themselves where nothing is to be done.
 * @throws {RangeError} If all pixels of the training images are one shade.
 */
export function inkOnGround(train: LabelledSet, test: LabelledSet): InkAndGround {
  const { pixels } = train.images;
  const greatest = greatestOf(pixels);
  if (pixels.every((value) => value === greatest)) {
    throw new RangeError(
      `Looking at the training images: found all pixels of them to be ${greatest}, wanted ink on a ground of another shade`,
    );
  }
  const inverted = 2 * meanOfBorder(pixels) > greatest;
  if (greatest === WHITE && !inverted) return { train, test, notices: [] };
  const shades = Uint8Array.from({ length: WHITE + 1 }, (_, value) => {
    const stretched = Math.min(WHITE, Math.round(value * WHITE / greatest));
    return inverted ? WHITE - stretched : stretched;
  });
  const shaded = (set: LabelledSet): LabelledSet => ({
    ...set,
    images: { ...set.images, pixels: set.images.pixels.map((value) => shades[value]!) },
  });
  return {
    train: shaded(train),
    test: shaded(test),
    notices: [
      ...(greatest < WHITE ? [`Pixels of the training images end at ${greatest}: all were stretched to 255`] : []),
      ...(inverted ? ["The training images are dark on light ground: all were inverted"] : []),
    ],
  };
}

function greatestOf(pixels: Uint8Array): number {
  // Nearly every set ends at 255, which is found at once.
  if (pixels.includes(WHITE)) return WHITE;
  return pixels.reduce((most, value) => value > most ? value : most, 0);
}

/** The mean of the outermost pixels of all images. */
function meanOfBorder(pixels: Uint8Array): number {
  const border = Array.from({ length: IMAGE_PIXELS }, (_, at) => at).filter((at) => {
    const [row, column] = [Math.floor(at / IMAGE_SIDE), at % IMAGE_SIDE];
    return Math.min(row, column) === 0 || Math.max(row, column) === IMAGE_SIDE - 1;
  });
  let sum = 0;
  for (let image = 0; image < pixels.length; image += IMAGE_PIXELS) {
    for (const at of border) sum += pixels[image + at]!;
  }
  return sum / (pixels.length / IMAGE_PIXELS * border.length);
}
