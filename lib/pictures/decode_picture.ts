/**
 * Pictures of people's own, PNG or JPEG, as plain colours.
 *
 * @module
 */
import exifr from "exifr";
import { decodeJpeg } from "./decode_jpeg.ts";
import { decodePng } from "./decode_png.ts";
import { checkPictureSize, damagedPicture, pictureKind } from "./picture_kind.ts";
import type { Picture } from "./picture.ts";

/**
 * Decodes a PNG or a JPEG of any kind, turned as its Exif data say.
 *
 * @param fileName Names the file in errors.
 * @throws {SyntaxError} If it is neither, or is damaged.
 * @throws {RangeError} If it has more than 64 million pixels.
 */
export async function decodePicture(bytes: Uint8Array, fileName: string): Promise<Picture> {
  const decode = pictureKind(bytes, fileName) === "png" ? decodePng : decodeJpeg;
  let picture: Picture;
  try {
    picture = await decode(bytes, (width, height) => checkPictureSize(width, height, fileName));
  } catch (cause) {
    if (cause instanceof RangeError && cause.message.startsWith("Reading ")) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    // Some kinds, such as lossless JPEGs, the decoder does not know.
    if (/not implemented|unsupported|maximum supported/i.test(message)) {
      throw new SyntaxError(
        `Reading ${fileName}: found a kind of picture that cannot be read (${message}), wanted a PNG or a JPEG as cameras and browsers write them`,
        { cause },
      );
    }
    throw damagedPicture(fileName, message, cause);
  }
  return turned(picture, await orientationOf(bytes));
}

/** How a picture is to be turned before it is looked at, 1 (as it is) to 8: phones store photographs as the sensor lies. */
async function orientationOf(bytes: Uint8Array): Promise<number> {
  // Damaged notes about a picture do not make the picture unreadable.
  const found: unknown = await exifr.orientation(bytes).catch(() => undefined);
  return typeof found === "number" && found >= 1 && found <= 8 ? found : 1;
}

/** The picture as it is to be looked at. Source: Exif 2.3, tag 0x0112: 2 to 4 mirror or turn, 5 to 8 swap the axes too. */
function turned(picture: Picture, orientation: number): Picture {
  if (orientation === 1) return picture;
  const { width, height, rgba } = picture;
  const swaps = orientation > 4;
  const size = swaps ? { width: height, height: width } : { width, height };
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBottom = [3, 4, 6, 7].includes(orientation);
  const result = new Uint8Array(rgba.length);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const [column, row] = swaps ? [y, x] : [x, y];
      const from = (fromBottom ? height - 1 - row : row) * width + (fromRight ? width - 1 - column : column);
      result.set(rgba.subarray(4 * from, 4 * from + 4), 4 * (y * size.width + x));
    }
  }
  return { ...size, rgba: result };
}
