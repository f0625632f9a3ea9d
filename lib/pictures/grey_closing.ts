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
  const [wide, high] = [width + 2 * reach, height + 2 * reach];
  const line = new Float32Array(Math.max(wide, high) + 2 * reach);
  const scratch = line.slice();
  const beyond = (place: number, length: number) => Math.max(0, Math.min(length - 1, place - 2 * reach));
  // The greatest within reach, as far out as the least is then looked for.
  const across = new Float32Array(wide * height);
  for (let y = 0; y < height; y++) {
    for (let at = 0; at < wide + 2 * reach; at++) line[at] = values[y * width + beyond(at, width)]!;
    putGreatest(line, scratch, wide, reach, across, y * wide, 1);
  }
  const greatest = new Float32Array(wide * high);
  for (let x = 0; x < wide; x++) {
    for (let at = 0; at < high + 2 * reach; at++) line[at] = across[beyond(at, height) * wide + x]!;
    putGreatest(line, scratch, high, reach, greatest, x, wide);
  }
  // The least of those, as the greatest of what is turned round.
  const narrow = new Float32Array(width * high);
  for (let y = 0; y < high; y++) {
    for (let at = 0; at < wide; at++) line[at] = -greatest[y * wide + at]!;
    putGreatest(line, scratch, width, reach, narrow, y * width, 1);
  }
  const closed = new Float32Array(width * height);
  for (let x = 0; x < width; x++) {
    for (let at = 0; at < high; at++) line[at] = narrow[at * width + x]!;
    putGreatest(line, scratch, height, reach, closed, x, width);
  }
  for (let at = 0; at < closed.length; at++) closed[at] = -closed[at]!;
  return closed;
}

/**
 * Puts the greatest values within reach where they belong.
 *
 * @param line What is there, from `reach` before the first place to `reach` behind the last; overwritten.
 * @param scratch At least as long.
 * @param length Places.
 * @param to Gets them from `first` on, each `stride` further.
 */
function putGreatest(
  line: Float32Array,
  scratch: Float32Array,
  length: number,
  reach: number,
  to: Float32Array,
  first: number,
  stride: number,
): void {
  const window = 2 * reach + 1;
  const count = length + 2 * reach;
  // Within blocks of the window's length: the greatest so far from the left, and from the right.
  for (let start = 0; start < count; start += window) {
    const end = Math.min(count, start + window);
    let most = -Infinity;
    for (let at = end - 1; at >= start; at--) {
      const value = line[at]!;
      if (value > most) most = value;
      scratch[at] = most;
    }
    most = -Infinity;
    for (let at = start; at < end; at++) {
      const value = line[at]!;
      if (value > most) most = value;
      line[at] = most;
    }
  }
  for (let at = 0; at < length; at++) {
    const left = scratch[at]!;
    const right = line[at + 2 * reach]!;
    to[first + at * stride] = left > right ? left : right;
  }
}
