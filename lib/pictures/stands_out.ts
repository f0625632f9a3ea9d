/**
 * How far each pixel of a picture stands out from the paper around it, whatever light falls on that.
 *
 * @module
 */
import { greyClosing } from "./grey_closing.ts";
import type { Picture } from "./picture.ts";

/** What stands out, and what it stands out from. */
export interface StandsOut {
  readonly width: number;
  readonly height: number;
  /** f32 [height, width], 0 (as the paper) to 255: in the channel where that is most. */
  readonly contrast: Float32Array;
  /** f32 [height, width]: what the contrast would be if the picture were uniformly as bright as its brightest paper. */
  readonly darkness: Float32Array;
  /** Whether nothing is behind the ink: a picture with a transparent ground, which needs no guess. */
  readonly bare: boolean;
}

/** Larger pictures are made smaller first; a digit is 20 pixels in the end. */
const LONGEST_SIDE = 640;
/** Strokes are narrower than twice this, against the picture's shorter side. */
const REACH = 0.2;
/** In darker shadows brightness is no longer told from noise. */
const DEEPEST_SHADOW = 48;
/** Channels that show less than this of what the best one shows add only noise. */
const LEAST_CHANNEL = 0.5;
/** So wide a stroke, against the picture's shorter side, weighs as much as one of its edges. */
const USUAL_STROKE = 0.1;
/** Channels differ by no more than this in a grey picture: so much does a JPEG make of it. */
const MOST_TINT = 16;
/** Whether the paper is light or dark is told on a copy of at most so many pixels a side. */
const LONGEST_COPY = 160;
/** The sure part of what stands out. */
const PEAK = 0.995;

/**
 * Tells ink from paper without knowing either: in each colour channel, that of dark and light is paper which is plainer once
 * what is narrow has been taken off the other. What is along the picture's edge is no ink of its own: there the paper ends.
 *
 * Source: the top-hat transform, as in Serra (1982) and, for pages, Leptonica's background normalisation; the choice between
 * dark and light is ours.
 */
export function standsOut(picture: Picture): StandsOut {
  const { width, height, rgba } = shrunken(picture);
  const count = width * height;
  const bare = isBare(width, height, rgba);
  if (bare) {
    const ground = meanBrightness(rgba) < 128 ? 255 : 0;
    const contrast = Float32Array.from({ length: count }, (_, at) => {
      const channels = [0, 1, 2].map((part) => Math.abs(rgba[4 * at + part]! - ground));
      return Math.max(...channels) * rgba[4 * at + 3]! / 255;
    });
    return { width, height, contrast, darkness: contrast, bare };
  }
  const grey = isGrey(rgba);
  const channels = (grey ? [0] : [0, 1, 2]).map((part) => {
    const values = new Float32Array(count);
    for (let at = 0; at < count; at++) values[at] = 255 + rgba[4 * at + 3]! / 255 * (rgba[4 * at + part]! - 255);
    const { onLight, paper: found } = paperOf(values, width, height);
    const side = onLight ? values : values.map((value) => 255 - value);
    const background = found ?? greyClosing(side, width, height, reachIn(width, height));
    const brightest = level(background, PEAK);
    const contrast = new Float32Array(count);
    const darkness = new Float32Array(count);
    for (let at = 0; at < count; at++) {
      const [value, paper] = [side[at]!, background[at]!];
      contrast[at] = (paper - value) * (onLight ? 255 / Math.max(DEEPEST_SHADOW, paper) : 1);
      darkness[at] = Math.max(0, brightest - value);
    }
    return { contrast, darkness, peak: level(contrast, PEAK) };
  });
  const best = Math.max(...channels.map(({ peak }) => peak));
  const used = channels.filter(({ peak }) => peak >= LEAST_CHANNEL * best);
  const [contrast, darkness] = (["contrast", "darkness"] as const).map((of) => {
    const most = used[0]![of];
    for (const channel of used.slice(1)) {
      for (let at = 0; at < count; at++) if (channel[of][at]! > most[at]!) most[at] = channel[of][at]!;
    }
    return most;
  }) as [Float32Array, Float32Array];
  return { width, height, contrast, darkness, bare };
}

/** What stands out from the median colour along the picture's edge: for a digit that fills the picture. */
export function standsOutFromEdge(picture: Picture): StandsOut {
  const { width, height, rgba } = shrunken(picture);
  const edge = edgePixels(width, height);
  const ground = [0, 1, 2].map((part) =>
    edge.map((at) => rgba[4 * at + part]!).toSorted((a, b) => a - b)[Math.floor(edge.length / 2)] ?? 0
  );
  const contrast = Float32Array.from(
    { length: width * height },
    (_, at) => Math.max(...ground.map((value, part) => Math.abs(rgba[4 * at + part]! - value))),
  );
  return { width, height, contrast, darkness: contrast, bare: false };
}

function reachIn(width: number, height: number): number {
  return Math.max(1, Math.round(REACH * Math.min(width, height)));
}

/** Dark ink on light paper, or light ink on dark. */
interface Paper {
  readonly onLight: boolean;
  /** f32 [height, width]; absent where it was looked at in a smaller copy. */
  readonly paper: Float32Array | undefined;
}

/**
 * Whether dark ink is on light paper: whether that leaves a plainer paper and less ink than light ink on dark paper would.
 */
function paperOf(values: Float32Array, width: number, height: number): Paper {
  const block = Math.ceil(Math.max(width, height) / LONGEST_COPY);
  const [across, down] = [Math.ceil(width / block), Math.ceil(height / block)];
  const copy = Float32Array.from(
    { length: across * down },
    (_, at) => values[Math.floor(at / across) * block * width + at % across * block]!,
  );
  const [light, dark] = [true, false].map((onLight) => {
    const side = onLight ? copy : copy.map((value) => 255 - value);
    const paper = greyClosing(side, across, down, reachIn(across, down));
    const ink = paper.reduce((sum, value, at) => sum + value - side[at]!, 0);
    const cost = roughness(paper, across, down) + ink / (USUAL_STROKE * Math.min(across, down));
    return { onLight, cost, paper: block === 1 ? paper : undefined };
  }) as [Paper & { cost: number }, Paper & { cost: number }];
  return light.cost <= dark.cost ? light : dark;
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

/** Whether one channel says as much as three. */
function isGrey(rgba: ArrayLike<number>): boolean {
  for (let at = 0; at < rgba.length; at += 4) {
    const [red, green, blue] = [rgba[at]!, rgba[at + 1]!, rgba[at + 2]!];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > MOST_TINT) return false;
  }
  return true;
}

/** Whether at least half of the picture's edge is transparent. */
function isBare(width: number, height: number, rgba: ArrayLike<number>): boolean {
  const edge = edgePixels(width, height);
  return 2 * edge.filter((at) => rgba[4 * at + 3]! < 128).length > edge.length;
}

function meanBrightness(rgba: ArrayLike<number>): number {
  let [sum, weight] = [0, 0];
  for (let at = 0; at < rgba.length; at += 4) {
    sum += rgba[at + 3]! * (rgba[at]! + rgba[at + 1]! + rgba[at + 2]!) / 3;
    weight += rgba[at + 3]!;
  }
  return weight === 0 ? 0 : sum / weight;
}

/** The sum of all steps between pixels side by side. */
function roughness(values: Float32Array, width: number, height: number): number {
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (x > 0) sum += Math.abs(values[at]! - values[at - 1]!);
      if (y > 0) sum += Math.abs(values[at]! - values[at - width]!);
    }
  }
  return sum;
}

/** The level, in whole numbers to 255, that the given share of values does not exceed. */
function level(values: Float32Array, share: number): number {
  const counts = new Uint32Array(256);
  for (const value of values) counts[Math.max(0, Math.min(255, Math.floor(value)))]!++;
  let below = 0;
  return Math.max(0, counts.findIndex((count) => (below += count) > share * (values.length - 1)));
}

/** Places of the outermost pixels. */
export function edgePixels(width: number, height: number): number[] {
  const across = Array.from({ length: width }, (_, x) => [x, (height - 1) * width + x]);
  const down = Array.from({ length: height }, (_, y) => [y * width, y * width + width - 1]);
  return [...new Set([...across, ...down].flat())];
}
