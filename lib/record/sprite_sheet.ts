import { z } from "zod";
import { IMAGE_PIXELS, IMAGE_SIDE } from "../data/dataset.ts";
import { greyPng } from "./grey_png.ts";
import { count } from "./record_fields.ts";

/** Greys of a sheet. Source: our choice; nobody sees the difference, and a digit then takes 100 bytes instead of 160. */
const GREYS = 16;
/** Bytes of a PNG up to and with its width and height. */
const PNG_HEAD = 24;

/** Pictures of 28 x 28 pixels, side by side in rows. */
export const SpriteSheet = z.strictObject({
  columns: count.min(1),
  rows: count.min(1),
  /** A grey PNG. */
  pngBase64: z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/),
}).refine(
  ({ columns, rows, pngBase64 }) => sizeOf(pngBase64)?.join() === [columns * IMAGE_SIDE, rows * IMAGE_SIDE].join(),
  "found a picture of another size, wanted a PNG of 28 x 28 pixels a column and row",
);
/** Pictures of 28 x 28 pixels, side by side in rows. */
export type SpriteSheet = z.infer<typeof SpriteSheet>;

/**
 * Packs pictures into one, in 16 greys, row after row.
 *
 * @param pictures u8 [28, 28] each, 0 (background) to 255; at least one.
 * @param columns Pictures in a row, at most; few pictures get a narrower sheet.
 * @returns The same sheet for the same pictures.
 * @throws {RangeError} If there is no picture.
 */
export function packSprites(pictures: readonly Uint8Array[], columns: number): SpriteSheet {
  if (pictures.length === 0) throw new RangeError("Packing pictures: found none, wanted at least one");
  const across = Math.min(columns, pictures.length);
  const rows = Math.ceil(pictures.length / across);
  const width = across * IMAGE_SIDE;
  const sheet = new Uint8Array(width * rows * IMAGE_SIDE);
  const step = 255 / (GREYS - 1);
  pictures.forEach((pixels, place) => {
    const corner = Math.floor(place / across) * IMAGE_SIDE * width + place % across * IMAGE_SIDE;
    for (let at = 0; at < IMAGE_PIXELS; at++) {
      const to = corner + Math.floor(at / IMAGE_SIDE) * width + at % IMAGE_SIDE;
      sheet[to] = Math.round(pixels[at]! / step) * step;
    }
  });
  return { columns: across, rows, pngBase64: greyPng(sheet, width, rows * IMAGE_SIDE).toBase64() };
}

/** The pixels of one picture of a set, a view of the set's own bytes. */
export function pictureOf(pixels: Uint8Array, index: number): Uint8Array {
  return pixels.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
}

/** Width and height that a PNG says it has; undefined if it is none. */
function sizeOf(pngBase64: string): [number, number] | undefined {
  // Four characters hold three bytes.
  const head = pngBase64.slice(0, PNG_HEAD / 3 * 4);
  if (head.length < PNG_HEAD / 3 * 4 || !head.startsWith("iVBORw0KGgo")) return undefined;
  const view = new DataView(Uint8Array.fromBase64(head).buffer);
  return [view.getUint32(16), view.getUint32(20)];
}
