/**
 * Where the ink of a picture is: dark on light or light on dark, of any colour, on a plain background.
 *
 * @module
 */
import { connectedComponents, type PixelBox } from "./connected_components.ts";
import type { Picture } from "./picture.ts";

/** A picture's ink. */
export interface DigitInk {
  readonly width: number;
  readonly height: number;
  /** f32 [height, width], 0 (background) to 1. */
  readonly values: Float32Array;
  /** u8 [height, width]: 1 where there is surely ink of the digit. */
  readonly mask: Uint8Array;
  /** Around the mask. */
  readonly box: PixelBox;
}

/** Larger pictures are made smaller first; a digit is 20 pixels in the end. */
const LONGEST_SIDE = 640;
/** Ink stands out from the background by at least this, of 255. */
const LEAST_CONTRAST = 40;
/** Brightest ink is what so many pixels exceed: of all, and at least. */
const PEAK_SHARE = 0.001;
const PEAK_PIXELS = 8;
/** Marks smaller than this share of the largest one are dirt. */
const SPECK_SHARE = 0.02;
/** Marks that are at least so tall, against the tallest, and so far apart, are digits of their own. */
const DIGIT_HEIGHT = 0.5;
const DIGIT_GAP = 0.1;
/** More ink than this along the edge is no digit on a background. */
const EDGE_SHARE = 0.3;

/**
 * Finds the ink: the largest difference of a colour channel from the background, which is the median along the edge.
 *
 * @param fileName Names the picture in errors.
 * @throws {RangeError} If there is no ink, the background is not plain, or there are several digits.
 */
export function digitInk(picture: Picture, fileName: string): DigitInk {
  const { width, height, contrast } = contrastOf(picture);
  const wrong = (found: string) =>
    new RangeError(`Reading ${fileName}: found ${found}, wanted one digit on a plain background`);
  const histogram = histogramOf(contrast);
  const brightest = Math.min(contrast.length, Math.max(PEAK_PIXELS, Math.floor(contrast.length * PEAK_SHARE)));
  const peak = quantile(histogram, contrast.length - brightest);
  if (peak < LEAST_CONTRAST) throw wrong("a blank picture");
  const threshold = Math.min(0.6 * peak, Math.max(0.25 * peak, otsuThreshold(histogram)));
  const mask = Uint8Array.from(contrast, (value) => Number(value > threshold));
  const edge = edgePixels(width, height);
  if (edge.filter((at) => mask[at] === 1).length > EDGE_SHARE * edge.length) {
    throw wrong("ink along the picture's edge");
  }
  const { labels, components } = connectedComponents(mask, width, height);
  const largest = Math.max(...components.map(({ area }) => area));
  const kept = components.filter(({ area }) => area >= SPECK_SHARE * largest);
  const digits = separateDigits(kept.map(({ box }) => box));
  if (digits > 1) throw wrong(`${digits} separate marks as tall as digits`);
  const keptLabels = new Set(kept.map(({ label }) => label));
  mask.forEach((_, at) => mask[at] = Number(keptLabels.has(labels[at]!)));
  const [quiet, full] = levels(contrast, mask, threshold);
  const values = contrast.map((value, at) =>
    // What is dirt is background, the soft edges of the digit are not.
    labels[at]! > 0 && mask[at] === 0 ? 0 : Math.min(1, Math.max(0, (value - quiet) / (full - quiet)))
  );
  return { width, height, values, mask, box: boundingBox(kept.map(({ box }) => box)) };
}

/** Differences from the background, 0 to 255, of a picture that is at most {@linkcode LONGEST_SIDE} long. */
function contrastOf(picture: Picture): { width: number; height: number; contrast: Float32Array } {
  const { width, height, rgba } = shrunken(picture);
  const edge = edgePixels(width, height);
  const visible = edge.filter((at) => rgba[4 * at + 3]! >= 128);
  const background = visible.length * 2 >= edge.length
    ? [0, 1, 2].map((part) => median(visible.map((at) => rgba[4 * at + part]!)))
    // A digit on nothing: what is behind it is as unlike it as can be.
    : new Array<number>(3).fill(meanBrightness(rgba) < 128 ? 255 : 0);
  const contrast = Float32Array.from({ length: width * height }, (_, at) => {
    const opacity = rgba[4 * at + 3]! / 255;
    return opacity *
      Math.max(...background.map((value, part) => Math.abs(rgba[4 * at + part]! - value)));
  });
  return { width, height, contrast };
}

/** Means of blocks of whole pixels, so that the longer side is at most {@linkcode LONGEST_SIDE}. */
function shrunken(picture: Picture): { width: number; height: number; rgba: ArrayLike<number> } {
  const block = Math.ceil(Math.max(picture.width, picture.height) / LONGEST_SIDE);
  if (block === 1) return picture;
  const width = Math.ceil(picture.width / block);
  const height = Math.ceil(picture.height / block);
  const rgba = new Float32Array(width * height * 4);
  const counts = new Uint32Array(width * height);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const to = Math.floor(y / block) * width + Math.floor(x / block);
      counts[to] = counts[to]! + 1;
      for (let part = 0; part < 4; part++) {
        rgba[4 * to + part] = rgba[4 * to + part]! + picture.rgba[4 * (y * picture.width + x) + part]!;
      }
    }
  }
  return { width, height, rgba: rgba.map((sum, i) => sum / counts[Math.floor(i / 4)]!) };
}

function meanBrightness(rgba: ArrayLike<number>): number {
  let [sum, weight] = [0, 0];
  for (let at = 0; at < rgba.length; at += 4) {
    sum += rgba[at + 3]! * (rgba[at]! + rgba[at + 1]! + rgba[at + 2]!) / 3;
    weight += rgba[at + 3]!;
  }
  return weight === 0 ? 0 : sum / weight;
}

/**
 * The level between background and ink that divides them best. Source: Otsu, "A threshold selection method from gray-level
 * histograms" (1979).
 */
function otsuThreshold(histogram: Float64Array): number {
  const count = histogram.reduce((sum, pixels) => sum + pixels, 0);
  const total = histogram.reduce((sum, pixels, level) => sum + pixels * level, 0);
  let [below, sumBelow, best, threshold] = [0, 0, -1, 0];
  histogram.forEach((pixels, level) => {
    below += pixels;
    sumBelow += pixels * level;
    const above = count - below;
    if (below === 0 || above === 0) return;
    const between = below * above * (sumBelow / below - (total - sumBelow) / above) ** 2;
    if (between > best) [best, threshold] = [between, level + 0.5];
  });
  return threshold;
}

/** The level up to which all is background, and the one from which all is ink. */
function levels(contrast: Float32Array, mask: Uint8Array, threshold: number): [quiet: number, full: number] {
  const outside = histogramOf(contrast.filter((value) => value <= threshold));
  const inside = histogramOf(contrast.filter((_, at) => mask[at] === 1));
  const share = (histogram: Float64Array, of: number) =>
    quantile(histogram, of * histogram.reduce((sum, pixels) => sum + pixels, 0));
  const quiet = Math.min(1.5 * share(outside, 0.75), threshold / 2);
  return [quiet, Math.max(threshold + 1, share(inside, 0.5))];
}

/** f64 [256]: pixels of each level of contrast. */
function histogramOf(contrast: Float32Array): Float64Array {
  const histogram = new Float64Array(256);
  for (const value of contrast) histogram[Math.min(255, Math.floor(value))]!++;
  return histogram;
}

/** The lowest level that more than so many pixels do not exceed. */
function quantile(histogram: Float64Array, pixels: number): number {
  let below = 0;
  const level = histogram.findIndex((count) => (below += count) > pixels);
  return level < 0 ? histogram.length - 1 : level;
}

/** How many groups of tall marks lie beside or above one another with a gap between. */
function separateDigits(boxes: readonly PixelBox[]): number {
  const tallest = Math.max(...boxes.map(({ height }) => height));
  const tall = boxes.filter(({ height }) => height >= DIGIT_HEIGHT * tallest);
  const groups = (from: (box: PixelBox) => number, length: (box: PixelBox) => number) => {
    let [count, end] = [0, -Infinity];
    for (const box of tall.toSorted((a, b) => from(a) - from(b))) {
      if (from(box) - end > DIGIT_GAP * tallest) count++;
      end = Math.max(end, from(box) + length(box));
    }
    return count;
  };
  return Math.max(
    groups(({ left }) => left, ({ width }) => width),
    groups(({ top }) => top, ({ height }) => height),
  );
}

function boundingBox(boxes: readonly PixelBox[]): PixelBox {
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  return {
    left,
    top,
    width: Math.max(...boxes.map((box) => box.left + box.width)) - left,
    height: Math.max(...boxes.map((box) => box.top + box.height)) - top,
  };
}

function edgePixels(width: number, height: number): number[] {
  const across = Array.from({ length: width }, (_, x) => [x, (height - 1) * width + x]);
  const down = Array.from({ length: height }, (_, y) => [y * width, y * width + width - 1]);
  return [...new Set([...across, ...down].flat())];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
