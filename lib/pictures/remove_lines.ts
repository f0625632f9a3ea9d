/**
 * Ruled lines and margin lines: thin, straight, from one edge of the picture to the other.
 *
 * @module
 */

/** Lines are thinner than this, against the picture's shorter side; a few pixels in any case. */
const THICKEST = 0.03;
/** A line shows in at least this share of its length. */
const SHOWN_SHARE = 0.85;
/** Ends lie so near to the picture's edges, against its side. */
const ENDS = 0.02;
/** Lines lean by at most this, in steps of that. */
const MOST_LEAN = 0.05;
const LEAN_STEP = 0.0025;
/** In smaller pictures a stroke of the digit can be as long as a line. */
const LEAST_SIDE = 64;
/** Where more hangs at the line than this, against its thickness, a stroke crosses it. */
const CROSSING = 1.8;

/**
 * Takes lines off a mask, but for where strokes cross them.
 *
 * Source: removal of form lines by their run lengths, as usual in document analysis.
 *
 * @param mask u8 [height, width]; is changed.
 * @returns How many lines there were, each way.
 */
export function removeLines(mask: Uint8Array, width: number, height: number): number {
  if (Math.min(width, height) < LEAST_SIDE) return 0;
  const across = linesOf({ mask, length: width, breadth: height, along: 1, down: width });
  const upright = linesOf({ mask, length: height, breadth: width, along: width, down: 1 });
  const found = [...across, ...upright];
  // A digit that fills the picture has strokes as long as lines.
  if (found.length === 1 && fillsPicture(mask, width, height)) return 0;
  for (const pixels of found) for (const at of pixels) mask[at] = 0;
  return found.length;
}

/** A mask as seen along the lines that are looked for. */
interface View {
  readonly mask: Uint8Array;
  readonly length: number;
  readonly breadth: number;
  /** Steps of the index along the line and across it. */
  readonly along: number;
  readonly down: number;
}

/** The pixels of each line. */
function linesOf(view: View): number[][] {
  const { mask, length, breadth, down } = view;
  const thickest = Math.max(3, Math.round(THICKEST * Math.min(length, breadth)));
  const lines: number[][] = [];
  const taken = new Uint8Array(mask.length);
  const leans = Array.from({ length: 2 * Math.round(MOST_LEAN / LEAN_STEP) + 1 }, (_, i) => {
    // The straightest first.
    return (i % 2 === 0 ? 1 : -1) * Math.ceil(i / 2) * LEAN_STEP;
  });
  for (const lean of leans) {
    for (let start = 0; start < breadth; start++) {
      const pixels = pixelsAlong(view, taken, start, lean);
      if (pixels === undefined || !reachesBothEnds(pixels, view)) continue;
      const runs = pixels.map((at) => runAcross(at, view));
      const thickness = runs.map(({ length }) => length).toSorted((a, b) => a - b)[Math.floor(runs.length / 2)]!;
      if (thickness > thickest) continue;
      const line = runs.filter((run) => run.length <= CROSSING * thickness + 1).flatMap(({ first, length }) =>
        Array.from({ length }, (_, step) => first + step * down)
      );
      for (const at of line) taken[at] = 1;
      lines.push(line);
    }
  }
  return lines;
}

/** The mask's pixels along a straight line that are in no line yet; `undefined` if it shows in too small a share of it. */
function pixelsAlong(
  { mask, length, breadth, along, down }: View,
  taken: Uint8Array,
  start: number,
  lean: number,
): number[] | undefined {
  const pixels: number[] = [];
  let missing = (1 - SHOWN_SHARE) * length;
  for (let place = 0; place < length; place++) {
    const row = Math.round(start + lean * (place - length / 2));
    const at = place * along + row * down;
    if (row >= 0 && row < breadth && mask[at] === 1 && taken[at] === 0) pixels.push(at);
    else if (--missing < 0) return undefined;
  }
  return pixels;
}

function reachesBothEnds(pixels: readonly number[], { length, along, down }: View): boolean {
  const place = (at: number) => along === 1 ? at % down : Math.floor(at / along);
  const near = Math.max(2, ENDS * length);
  return place(pixels[0]!) <= near && place(pixels.at(-1)!) >= length - 1 - near;
}

/** The run of the mask through a pixel, across the line. */
function runAcross(at: number, { mask, breadth, along, down }: View): { first: number; length: number } {
  const row = down === 1 ? at % along : Math.floor(at / down);
  let [before, after] = [0, 0];
  while (row - before > 0 && mask[at - (before + 1) * down] === 1) before++;
  while (row + after < breadth - 1 && mask[at + (after + 1) * down] === 1) after++;
  return { first: at - before * down, length: before + after + 1 };
}

function fillsPicture(mask: Uint8Array, width: number, height: number): boolean {
  const at = (first: number, step: number, count: number) => {
    for (let i = 0; i < count; i++) if (mask[first + i * step] === 1) return true;
    return false;
  };
  const rows = Array.from({ length: height }, (_, y) => at(y * width, 1, width));
  const columns = Array.from({ length: width }, (_, x) => at(x, width, height));
  const spans = (filled: boolean[]) => filled.lastIndexOf(true) - filled.indexOf(true) + 1 >= 0.9 * filled.length;
  return spans(rows) && spans(columns);
}
