/**
 * What a hand draws, kept as paths, and made a picture at one size and with one pen, however large it was drawn.
 *
 * @module
 */
import type { Picture } from "../../pictures/picture.ts";

/** A place on the pad, in shares of its side from the left and the top. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The way of the pen from where it was put down to where it was lifted. */
export type Stroke = readonly Place[];

/** Width of a stroke as the pad shows it, against the pad's side: fine enough for small drawings. */
export const SHOWN_PEN = 0.04;
/** Side of the picture, and the longer side of what is drawn in it, the pen's width included: four pixels for one of MNIST's. */
const SHEET_SIDE = 120;
const DRAWN_SIDE = 80;
/**
 * The pen's width against the drawing's longer side. So wide are strokes of MNIST: with it the median width of the scripted
 * drawings of the tests, by `strokeWidth()`, is that of the training images, 1.96 pixels.
 */
const SHEET_PEN = 0.115;

/**
 * Draws strokes as dark ink on nothing, the same for drawings that differ in size and place alone. What is no larger than the pen
 * that shows it stays the blot that it is.
 *
 * @param strokes One at least, of one place at least.
 */
export function strokesPicture(strokes: readonly Stroke[]): Picture {
  const places = strokes.flat();
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const spread = Math.max(right - left, bottom - top);
  const pen = DRAWN_SIDE * (spread > SHOWN_PEN ? SHEET_PEN : SHOWN_PEN / (SHOWN_PEN + spread));
  const scale = spread === 0 ? 0 : (DRAWN_SIDE - pen) / spread;
  const onSheet = ({ x, y }: Place): Place => ({
    x: SHEET_SIDE / 2 + scale * (x - (left + right) / 2),
    y: SHEET_SIDE / 2 + scale * (y - (top + bottom) / 2),
  });
  const rgba = new Uint8Array(4 * SHEET_SIDE * SHEET_SIDE);
  for (const stroke of strokes) {
    stroke.forEach((place, i) => drawLine(rgba, onSheet(stroke[i - 1] ?? place), onSheet(place), pen / 2));
  }
  return { width: SHEET_SIDE, height: SHEET_SIDE, rgba };
}

/** Draws a line with round ends; a pixel is as dark as it lies within the pen's reach. */
function drawLine(rgba: Uint8Array, from: Place, to: Place, reach: number): void {
  const [alongX, alongY] = [to.x - from.x, to.y - from.y];
  const squared = alongX ** 2 + alongY ** 2;
  const [firstX, lastX] = pixels(from.x, to.x, reach);
  const [firstY, lastY] = pixels(from.y, to.y, reach);
  for (let y = firstY; y <= lastY; y++) {
    for (let x = firstX; x <= lastX; x++) {
      const [toX, toY] = [x + 0.5 - from.x, y + 0.5 - from.y];
      const share = squared === 0 ? 0 : Math.max(0, Math.min(1, (toX * alongX + toY * alongY) / squared));
      const distance = Math.hypot(toX - share * alongX, toY - share * alongY);
      const ink = Math.round(255 * Math.max(0, Math.min(1, reach - distance + 0.5)));
      const at = 4 * (y * SHEET_SIDE + x) + 3;
      if (ink > rgba[at]!) rgba[at] = ink;
    }
  }
}

/** The first and the last pixel that a line with such ends can reach. */
function pixels(from: number, to: number, reach: number): [first: number, last: number] {
  return [
    Math.max(0, Math.floor(Math.min(from, to) - reach - 1)),
    Math.min(SHEET_SIDE - 1, Math.ceil(Math.max(from, to) + reach + 1)),
  ];
}
