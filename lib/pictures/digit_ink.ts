/**
 * Where the ink of a picture's digit is: dark on light or light on dark, of any colour, whatever lies around it.
 *
 * @module
 */
import { boundingBox, type Choice, chooseDigit } from "./choose_digit.ts";
import { connectedComponents, type PixelBox } from "./connected_components.ts";
import type { Picture } from "./picture.ts";
import { removeLines } from "./remove_lines.ts";
import { edgePixels, type StandsOut, standsOut, standsOutFromEdge } from "./stands_out.ts";

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

/** Ink stands out from the background by at least this, of 255. */
const LEAST_CONTRAST = 24;
/** Half of the picture stands out by no more than its grain; ink by so many times that. */
const ABOVE_GRAIN = 3;
/** Brightest ink is what so many pixels exceed: of all, and at least. */
const PEAK_SHARE = 0.001;
const PEAK_PIXELS = 8;
/** How far ink reaches beyond what is surely ink, against the digit's longer side. */
const SOFT_REACH = 0.06;
/**
 * A digit that touches the picture's edge is at least so long, against the picture's height or width, and its ink takes up at
 * most so much of the whole edge and of one side: one that fills the picture, or, in a picture as small as MNIST's, one that
 * just reaches its edge, as some of the data set do. Others may be cut.
 */
const TOUCHING = [
  { filled: 0.85, ofEdge: 0.3, ofSide: 0.7, mostPixels: Infinity },
  { filled: 0.6, ofEdge: 0.1, ofSide: 0.25, mostPixels: 32 ** 2 },
];
/** What is beside the ink, no ink, and dark by this share of the ink's own darkness, may be more of it. */
const AS_DARK = 0.85;
/** More of it than this, of the outline, is a stroke that is cut. */
const CUT_SHARE = 0.05;

/**
 * Finds the ink of the digit.
 *
 * @param fileName Names the picture in errors.
 * @throws {RangeError} If there is no digit, if something competes with it, or if what is found is no digit.
 */
export function digitInk(picture: Picture, fileName: string): DigitInk {
  const found = inkOf(picture);
  if (typeof found !== "string") return found;
  throw new RangeError(`Reading ${fileName}: found ${found}, wanted one digit on a plain background`);
}

function inkOf(picture: Picture, mayBePaper = true): DigitInk | string {
  const shown = standsOut(picture);
  const ink = inkIn(shown, shown.bare);
  if ("values" in ink) return ink;
  if (ink.filled !== undefined && mayBePaper) {
    // The shape may be the sheet, on a desk.
    const within = inkOf(cropped(picture, ink.filled, shown), false);
    return typeof within === "string" ? ink.found : within;
  }
  if (ink.filled === undefined && !shown.bare) {
    const touching = inkIn(standsOutFromEdge(picture), true);
    if ("values" in touching && mayTouch(touching)) return touching;
  }
  return ink.found;
}

/** The digit of what stands out, or what is there in its stead. */
function inkIn(shown: StandsOut, anywhere: boolean): DigitInk | Exclude<Choice, { marks: unknown }> {
  const { width, height, contrast } = shown;
  const histogram = histogramOf(contrast);
  const brightest = Math.min(contrast.length, Math.max(PEAK_PIXELS, Math.floor(contrast.length * PEAK_SHARE)));
  const grain = quantile(histogram, contrast.length / 2);
  const peak = quantile(histogram, contrast.length - brightest);
  if (peak - grain < LEAST_CONTRAST || peak < ABOVE_GRAIN * grain) return { found: "a blank picture" };
  const threshold = Math.min(0.6 * peak, Math.max(0.25 * peak, otsuThreshold(histogram)));
  const mask = Uint8Array.from(contrast, (value) => Number(value > threshold));
  if (!shown.bare) removeLines(mask, width, height);
  const { labels, components } = connectedComponents(mask, width, height);
  const choice = chooseDigit(components, labels, width, height, anywhere);
  if ("found" in choice) return choice;
  const kept = new Set(choice.marks.map(({ label }) => label));
  mask.forEach((_, at) => mask[at] = Number(kept.has(labels[at]!)));
  const box = boundingBox(choice.marks);
  const soft = Math.max(1, Math.round(SOFT_REACH * Math.max(box.width, box.height)));
  const near = grown(mask, width, height, soft);
  if (isCut(shown, mask, near, threshold)) return { found: "ink that runs into something dark" };
  const [quiet, full] = levels(contrast, mask, threshold);
  const values = contrast.map((value, at) =>
    // What is dirt or far away is background, the soft edges of the digit are not.
    near[at] === 0 || (labels[at]! > 0 && mask[at] === 0)
      ? 0
      : Math.min(1, Math.max(0, (value - quiet) / (full - quiet)))
  );
  return { width, height, values, mask, box };
}

/** Whether the ink goes on where the background is taken to be as dark as ink. */
function isCut(shown: StandsOut, mask: Uint8Array, near: Uint8Array, threshold: number): boolean {
  const { contrast, darkness } = shown;
  const ink = median(Array.from(darkness.filter((_, at) => mask[at] === 1)));
  let [around, dark] = [0, 0];
  near.forEach((inside, at) => {
    if (inside === 0 || mask[at] === 1 || contrast[at]! > threshold / 2) return;
    around++;
    dark += Number(darkness[at]! > AS_DARK * ink);
  });
  return dark > CUT_SHARE * around;
}

/** Whether ink at the picture's edge is a digit, and no frame, strip or shadow. */
function mayTouch({ width, height, mask, box }: DigitInk): boolean {
  const edge = edgePixels(width, height);
  const share = (places: readonly number[]) => places.filter((at) => mask[at] === 1).length / places.length;
  const most = Math.max(...[
    edge.filter((at) => at < width),
    edge.filter((at) => at >= width * (height - 1)),
    edge.filter((at) => at % width === 0),
    edge.filter((at) => at % width === width - 1),
  ].map(share));
  const filled = Math.max(box.width / width, box.height / height);
  return TOUCHING.some((is) =>
    filled >= is.filled && share(edge) <= is.ofEdge && most <= is.ofSide && width * height <= is.mostPixels
  );
}

/** The part of a picture that a box of its smaller copy covers. */
function cropped({ width, height, rgba }: Picture, box: PixelBox, of: { width: number; height: number }): Picture {
  const scale = Math.max(Math.ceil(width / of.width), Math.ceil(height / of.height));
  const margin = Math.ceil(0.02 * Math.min(box.width, box.height));
  const left = (box.left + margin) * scale;
  const top = (box.top + margin) * scale;
  const right = Math.min(width, (box.left + box.width - margin) * scale);
  const bottom = Math.min(height, (box.top + box.height - margin) * scale);
  const part = new Uint8Array((right - left) * (bottom - top) * 4);
  for (let y = top; y < bottom; y++) {
    part.set(rgba.subarray(4 * (y * width + left), 4 * (y * width + right)), 4 * (y - top) * (right - left));
  }
  return { width: right - left, height: bottom - top, rgba: part };
}

/** A mask and all within reach of it, across and down. */
function grown(mask: Uint8Array, width: number, height: number, reach: number): Uint8Array {
  const along = (from: Uint8Array, stride: number, length: number, place: (at: number) => number) =>
    from.map((_, at) => {
      const here = place(at);
      for (let step = Math.max(-reach, -here); step <= Math.min(reach, length - 1 - here); step++) {
        if (from[at + step * stride] === 1) return 1;
      }
      return 0;
    });
  const across = along(mask, 1, width, (at) => at % width);
  return along(across, width, height, (at) => Math.floor(at / width));
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
