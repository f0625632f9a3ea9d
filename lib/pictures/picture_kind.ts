/**
 * Which pictures are read, and in which words others are refused: the same for files given to a task and for those dropped on a
 * page.
 *
 * @module
 */

/** Larger pictures are refused: their colours would fill the memory. */
const MOST_MEGAPIXELS = 64;
const STARTS = {
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  jpeg: [0xff, 0xd8, 0xff],
} as const;

/** A kind of picture that is read. */
export type PictureKind = keyof typeof STARTS;

/**
 * Tells a PNG and a JPEG by how they start.
 *
 * @param fileName Names the file in errors.
 * @throws {SyntaxError} If it is neither.
 */
export function pictureKind(bytes: Uint8Array, fileName: string): PictureKind {
  for (const kind of ["png", "jpeg"] as const) {
    if (STARTS[kind].every((byte, i) => bytes[i] === byte)) return kind;
  }
  throw new SyntaxError(`Reading ${fileName}: found no picture that can be read, wanted a PNG or a JPEG`);
}

/**
 * Refuses what has more than 64 million pixels.
 *
 * @throws {RangeError} If it has.
 */
export function checkPictureSize(width: number, height: number, fileName: string): void {
  if (width * height <= MOST_MEGAPIXELS * 1e6) return;
  throw new RangeError(
    `Reading ${fileName}: found one of ${width}x${height}, wanted at most ${MOST_MEGAPIXELS} million pixels`,
  );
}

/** What is thrown for a damaged picture. */
export function damagedPicture(fileName: string, how: string, cause: unknown): SyntaxError {
  return new SyntaxError(`Reading ${fileName}: found a damaged picture (${how}), wanted a whole PNG or JPEG`, {
    cause,
  });
}
