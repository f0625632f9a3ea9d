/**
 * Fills what is dark and narrow: the greatest value within reach, then the least of those.
 *
 * Beyond the edge the picture goes on as it ends there, so that a dark strip along the edge is taken for a wide one and stays.
 * A step or a slope of the brightness, such as a shadow's, stays as it is, too.
 *
 * Source: Serra, "Image analysis and mathematical morphology" (1982); in time that does not grow with the reach by van Herk,
 * "A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels" (1992).
 *
 * @param values f32 [height, width]
 * @param reach Pixels to each side: of what is dark, only what holds no square of 2 reach + 1 pixels is filled.
 * @returns f32 [height, width], nowhere less than `values`.
 */
export function greyClosing(values: Float32Array, width: number, height: number, reach: number): Float32Array {
  // So far out that the padding itself has the whole reach around it.
  const [wide, high] = [width + 4 * reach, height + 4 * reach];
  const padded = new Float32Array(wide * high);
  for (let y = 0; y < high; y++) {
    const row = Math.max(0, Math.min(height - 1, y - 2 * reach)) * width;
    for (let x = 0; x < wide; x++) {
      padded[y * wide + x] = values[row + Math.max(0, Math.min(width - 1, x - 2 * reach))]!;
    }
  }
  const longest = Math.max(wide, high) + 2 * reach;
  const scratch = { before: new Float32Array(longest), after: new Float32Array(longest) };
  for (const sign of [1, -1]) {
    for (let row = 0; row < high; row++) greatestAlong(padded, row * wide, 1, wide, reach, sign, scratch);
    for (let column = 0; column < wide; column++) greatestAlong(padded, column, wide, high, reach, sign, scratch);
  }
  const closed = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    const first = (y + 2 * reach) * wide + 2 * reach;
    closed.set(padded.subarray(first, first + width), y * width);
  }
  return closed;
}

/** Puts the greatest value (for sign -1 the least) within reach in the place of each of a row or column. */
function greatestAlong(
  values: Float32Array,
  first: number,
  stride: number,
  length: number,
  reach: number,
  sign: number,
  { before, after }: { before: Float32Array; after: Float32Array },
): void {
  const window = 2 * reach + 1;
  const padded = length + 2 * reach;
  before.fill(-Infinity, 0, padded);
  for (let at = 0; at < length; at++) before[at + reach] = sign * values[first + at * stride]!;
  after.set(before.subarray(0, padded));
  // Within blocks of the window's length: the greatest so far from the left, and from the right.
  for (let place = 1; place < padded; place++) {
    if (place % window !== 0 && before[place - 1]! > before[place]!) before[place] = before[place - 1]!;
  }
  for (let place = padded - 2; place >= 0; place--) {
    if ((place + 1) % window !== 0 && after[place + 1]! > after[place]!) after[place] = after[place + 1]!;
  }
  for (let at = 0; at < length; at++) {
    values[first + at * stride] = sign * Math.max(after[at]!, before[at + 2 * reach]!);
  }
}
