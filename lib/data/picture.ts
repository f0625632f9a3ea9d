/**
 * Pictures of people's own, PNG or JPEG, as plain colours.
 *
 * @module
 */
import { convertIndexedToRgb, decode as decodePng, type DecodedPng, hasPngSignature } from "fast-png";
import jpeg from "jpeg-js";
import { exifOrientation } from "./exif_orientation.ts";

/** A picture's colours. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** u8 [height, width, 4]: red, green, blue, opacity. */
  readonly rgba: Uint8Array;
}

/** Larger pictures are refused: their colours would fill the memory. */
const MOST_MEGAPIXELS = 64;
const MOST_MEMORY_MB = 1_024;
const JPEG_START = [0xff, 0xd8, 0xff];

/**
 * Decodes a PNG (any colour type and depth) or a JPEG, turned as its EXIF data say.
 *
 * @param fileName Names the file in errors.
 * @throws {SyntaxError} If it is neither, or is damaged.
 * @throws {RangeError} If it has more than 64 million pixels.
 */
export function decodePicture(bytes: Uint8Array, fileName: string): Picture {
  try {
    if (bytes.length >= 24 && hasPngSignature(bytes)) return ofPng(bytes, fileName);
    if (JPEG_START.every((byte, i) => bytes[i] === byte)) return ofJpeg(bytes);
  } catch (cause) {
    if (cause instanceof RangeError && cause.message.startsWith("Reading ")) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    if (message.startsWith("maxResolutionInMP") || message.startsWith("maxMemoryUsage")) {
      throw tooLarge(fileName, "a larger picture");
    }
    throw new SyntaxError(`Reading ${fileName}: found a damaged picture (${message}), wanted a whole PNG or JPEG`, {
      cause,
    });
  }
  throw new SyntaxError(`Reading ${fileName}: found no picture that can be read, wanted a PNG or a JPEG`);
}

function ofJpeg(bytes: Uint8Array): Picture {
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: true,
    maxResolutionInMP: MOST_MEGAPIXELS,
    maxMemoryUsageInMB: MOST_MEMORY_MB,
  });
  return turned({ width, height, rgba: data }, exifOrientation(bytes));
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

function ofPng(bytes: Uint8Array, fileName: string): Picture {
  // The size is looked at before anything is unpacked.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width * height > MOST_MEGAPIXELS * 1e6) throw tooLarge(fileName, `one of ${width}x${height}`);
  if (width === 0 || height === 0) throw new SyntaxError(`a size of ${width}x${height}`);
  const png = decodePng(bytes, { checkCrc: true });
  const { channels, samples, most } = samplesOf(png);
  // One colour may stand for "see-through".
  const clear = png.palette === undefined ? png.transparency : undefined;
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const sample = (part: number) => samples[i * channels + part] ?? 0;
    const scaled = (part: number) => Math.round(255 * sample(part) / most);
    const colour = channels > 2 ? [0, 1, 2] : [0, 0, 0];
    colour.forEach((part, to) => rgba[4 * i + to] = scaled(part));
    const isClear = clear !== undefined && clear.length > 0 && clear.every((value, part) => value === sample(part));
    rgba[4 * i + 3] = channels % 2 === 0 ? scaled(channels - 1) : isClear ? 0 : 255;
  }
  return { width, height, rgba };
}

/** Samples one an element, however they were packed. */
function samplesOf(png: DecodedPng): { channels: number; samples: ArrayLike<number>; most: number } {
  if (png.palette !== undefined) {
    return { channels: png.palette[0]?.length ?? 3, samples: convertIndexedToRgb(png), most: 255 };
  }
  const most = 2 ** png.depth - 1;
  if (png.depth >= 8) return { channels: png.channels, samples: png.data, most };
  // Greys of few bits are unpacked as a palette that stands for itself.
  const palette = Array.from({ length: most + 1 }, (_, grey) => [grey]);
  return { channels: 1, samples: convertIndexedToRgb({ ...png, palette }), most };
}

function tooLarge(fileName: string, found: string): RangeError {
  return new RangeError(`Reading ${fileName}: found ${found}, wanted at most ${MOST_MEGAPIXELS} million pixels`);
}
