/**
 * A person's own picture of a digit made into an image like MNIST's.
 *
 * Source: the description of the MNIST database: the digit's box is scaled to 20 pixels, keeping its shape, and its centre
 * of mass is put into the middle of 28x28 pixels; in the set's own images that is the point (14, 14).
 *
 * @module
 */
import type { PixelBox } from "./connected_components.ts";
import { IMAGE_PIXELS, IMAGE_SIDE } from "../data/dataset.ts";
import { type DigitInk, digitInk } from "./digit_ink.ts";
import type { Picture } from "./picture.ts";
import { strokeWidth } from "./stroke_width.ts";

/** The longer side of a digit's box. */
const DIGIT_SIDE = 20;
const MASS_CENTRE = 14;
/** Fainter ink does not widen the box. */
const FAINTEST = 0.1;
/** How far the box reaches beyond the sure ink for the sake of its soft edges, against its longer side. */
const SOFT_EDGE = 0.06;
/** Strokes are at least so wide, against the box's longer side: thinner ones would fade when made small. */
const LEAST_STROKE = 0.075;
/** In smaller boxes a stroke's width cannot be told. */
const LEAST_BOX = 40;

/**
 * Finds the digit in a picture and makes it 28x28 pixels, as MNIST's are: light on dark, 20 pixels, centred by mass.
 *
 * @param fileName Names the picture in errors.
 * @returns u8 [784], 0 (background) to 255.
 * @throws {RangeError} If there is no digit, if something competes with it, or if what is found is no digit.
 */
export function prepareDigit(picture: Picture, fileName: string): Uint8Array<ArrayBuffer> {
  return framedDigit(digitInk(picture, fileName));
}

/**
 * A digit's ink as an image like MNIST's: the one way for files and for what is drawn.
 *
 * @returns u8 [784], 0 (background) to 255.
 */
export function framedDigit(ink: DigitInk): Uint8Array<ArrayBuffer> {
  const thickened = thickenStrokes(ink);
  const box = withSoftEdges(thickened.ink, thickened.box);
  const scale = DIGIT_SIDE / Math.max(box.width, box.height);
  const width = Math.max(1, Math.round(box.width * scale));
  const height = Math.max(1, Math.round(box.height * scale));
  const small = areaMeans(thickened.ink, box, width, height);
  let [total, sumX, sumY] = [0, 0, 0];
  small.forEach((value, at) => {
    total += value;
    sumX += value * (at % width);
    sumY += value * Math.floor(at / width);
  });
  const left = placeOf(sumX / total, width);
  const top = placeOf(sumY / total, height);
  // The darkest ink of a thin stroke is made full again.
  const most = small.reduce((largest, value) => Math.max(largest, value), 0);
  const image = new Uint8Array(IMAGE_PIXELS);
  small.forEach((value, at) => {
    image[(top + Math.floor(at / width)) * IMAGE_SIDE + left + at % width] = Math.round(255 * value / most);
  });
  return image;
}

/** Where the first of `length` pixels goes so that the centre of mass is in the middle, and none falls off. */
function placeOf(centreOfMass: number, length: number): number {
  return Math.max(0, Math.min(IMAGE_SIDE - length, Math.round(MASS_CENTRE - centreOfMass)));
}

/** Makes strokes of large pictures wide enough to last. */
function thickenStrokes({ width, height, values, mask, box }: DigitInk): { ink: Ink; box: PixelBox } {
  const ink = { width, height, values };
  const longer = Math.max(box.width, box.height);
  const reach = Math.round((LEAST_STROKE * longer - strokeWidth(mask, width)) / 2);
  if (longer < LEAST_BOX || reach < 1) return { ink, box };
  const across = greatestNear(values, reach, width, 1, width);
  const both = greatestNear(across, reach, height, width, width);
  const left = Math.max(0, box.left - reach);
  const top = Math.max(0, box.top - reach);
  return {
    ink: { ...ink, values: both },
    box: {
      left,
      top,
      width: Math.min(width, box.left + box.width + reach) - left,
      height: Math.min(height, box.top + box.height + reach) - top,
    },
  };
}

/** The greatest value within `reach` along rows or columns. */
function greatestNear(
  values: Float32Array,
  reach: number,
  length: number,
  stride: number,
  width: number,
): Float32Array {
  return values.map((value, at) => {
    const place = stride === 1 ? at % width : Math.floor(at / width);
    let most = value;
    for (let step = Math.max(-reach, -place); step <= Math.min(reach, length - 1 - place); step++) {
      most = Math.max(most, values[at + step * stride]!);
    }
    return most;
  });
}

interface Ink {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** The box with the soft edges of what lies in it. */
function withSoftEdges({ width, height, values }: Ink, box: PixelBox): PixelBox {
  const most = Math.max(1, Math.round(SOFT_EDGE * Math.max(box.width, box.height)));
  let [left, right, top, bottom] = [box.left, box.left + box.width, box.top, box.top + box.height];
  const hasInk = (x0: number, x1: number, y0: number, y1: number) => {
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) if (values[y * width + x]! > FAINTEST) return true;
    return false;
  };
  for (let step = 0; step < most; step++) {
    if (left > 0 && hasInk(left - 1, left, top, bottom)) left--;
    if (right < width && hasInk(right, right + 1, top, bottom)) right++;
    if (top > 0 && hasInk(left, right, top - 1, top)) top--;
    if (bottom < height && hasInk(left, right, bottom, bottom + 1)) bottom++;
  }
  return { left, top, width: right - left, height: bottom - top };
}

/** The box's ink in `width` x `height` pixels, each the mean over what it covers. */
function areaMeans({ width: stride, values }: Ink, box: PixelBox, width: number, height: number): Float64Array {
  const means = new Float64Array(width * height);
  const [cellWidth, cellHeight] = [box.width / width, box.height / height];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x0, y0] = [box.left + column * cellWidth, box.top + row * cellHeight];
      const [x1, y1] = [x0 + cellWidth, y0 + cellHeight];
      let sum = 0;
      for (let y = Math.floor(y0); y < Math.ceil(y1); y++) {
        const share = Math.min(y + 1, y1) - Math.max(y, y0);
        for (let x = Math.floor(x0); x < Math.ceil(x1); x++) {
          sum += (values[y * stride + x] ?? 0) * share * (Math.min(x + 1, x1) - Math.max(x, x0));
        }
      }
      means[row * width + column] = sum / (cellWidth * cellHeight);
    }
  }
  return means;
}
