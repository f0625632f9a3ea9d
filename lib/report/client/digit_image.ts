/**
 * Pictures of any size made like MNIST's: the ink's box scaled to 20 pixels, its centre of mass put at (14, 14).
 *
 * Source: the description of the MNIST database. Its images keep to it: the longer side of their box is 20 pixels (but for
 * a few), and their centre of mass lies within half a pixel of (14, 14), counted from the first pixel's centre.
 *
 * @module
 */

/** Ink of a picture, 0 (paper) to 1, row by row. */
export interface Ink {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

const IMAGE = 28;
const BOX = 20;
const MASS_CENTRE = 14;
/** Fainter marks than these, against the darkest, are paper's grain. */
const FAINTEST = 0.15;

/**
 * Scales and centres ink as MNIST does.
 *
 * @returns [28, 28], 0..1, or `undefined` where there is no ink.
 */
export function mnistImage(ink: Ink): Float32Array | undefined {
  const box = inkBox(ink);
  if (box === undefined) return undefined;
  const scale = BOX / Math.max(box.width, box.height);
  const width = Math.max(1, Math.round(box.width * scale));
  const height = Math.max(1, Math.round(box.height * scale));
  const small = new Float32Array(width * height);
  let [total, sumX, sumY] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = meanInk(
        ink,
        box.left + x * box.width / width,
        box.left + (x + 1) * box.width / width,
        box.top + y * box.height / height,
        box.top + (y + 1) * box.height / height,
      );
      small[y * width + x] = value;
      total += value;
      sumX += value * x;
      sumY += value * y;
    }
  }
  const left = placeOf(sumX / total, width);
  const top = placeOf(sumY / total, height);
  const image = new Float32Array(IMAGE * IMAGE);
  for (let y = 0; y < height; y++) {
    image.set(small.subarray(y * width, (y + 1) * width), (top + y) * IMAGE + left);
  }
  return image;
}

/** Where the first of `length` pixels goes, so that the centre of mass is at the centre and none falls off. */
function placeOf(centreOfMass: number, length: number): number {
  return Math.max(0, Math.min(IMAGE - length, Math.round(MASS_CENTRE - centreOfMass)));
}

function inkBox(
  { width, height, values }: Ink,
): { left: number; top: number; width: number; height: number } | undefined {
  let [left, right, top, bottom] = [width, -1, height, -1];
  values.forEach((value, i) => {
    if (value <= 0) return;
    const x = i % width;
    const y = Math.floor(i / width);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  });
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Mean ink of a rectangle whose sides need not be whole. */
function meanInk({ width, values }: Ink, x0: number, x1: number, y0: number, y1: number): number {
  let sum = 0;
  for (let y = Math.floor(y0); y < Math.ceil(y1); y++) {
    const rows = Math.min(y + 1, y1) - Math.max(y, y0);
    for (let x = Math.floor(x0); x < Math.ceil(x1); x++) {
      sum += (values[y * width + x] ?? 0) * rows * (Math.min(x + 1, x1) - Math.max(x, x0));
    }
  }
  return sum / ((x1 - x0) * (y1 - y0));
}

/**
 * Ink of a photograph or a scan: what stands out from the paper, whether that is light or dark.
 *
 * @param rgba Four bytes a pixel; what is see-through counts as white, or as black where nothing would be seen on white.
 */
export function inkOfPicture(width: number, height: number, rgba: ArrayLike<number>): Ink {
  return inkOn(255, width, height, rgba) ?? inkOn(0, width, height, rgba) ??
    { width, height, values: new Float32Array(width * height) };
}

/** The ink of a picture that lies on a ground of that grey; `undefined` for a blank sheet, which has no darkest mark. */
function inkOn(ground: number, width: number, height: number, rgba: ArrayLike<number>): Ink | undefined {
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    const [red = 0, green = 0, blue = 0] = [rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]];
    grey[i] = ground + (0.299 * red + 0.587 * green + 0.114 * blue - ground) * (rgba[4 * i + 3] ?? 0) / 255;
  }
  const border = grey.filter((_, i) => {
    const x = i % width;
    return i < width || i >= width * (height - 1) || x === 0 || x === width - 1;
  }).sort();
  const paper = border[Math.floor(border.length / 2)] ?? ground;
  const values = grey.map((value) => paper >= 128 ? Math.max(0, paper - value) : Math.max(0, value - paper));
  const most = values.reduce((largest, value) => Math.max(largest, value), 0);
  if (most < 255 * FAINTEST) return undefined;
  return { width, height, values: values.map((value) => value / most < FAINTEST ? 0 : value / most) };
}
