/**
 * Which marks of a picture are the digit.
 *
 * @module
 */
import { type Component, connectedComponents, type PixelBox } from "./connected_components.ts";
import { strokeWidth } from "./stroke_width.ts";

/** Marks smaller than this share of the largest one are dirt. */
const SPECK_SHARE = 0.02;
/** Marks so near to the digit, against its longer side, belong to it: pens skip. */
const JOINED = 0.1;
/** Marks that are at least so long, against the digit, compete with it. */
const COMPETING = 0.35;
/** A mark inside another is at least so long, against that, to be a digit in a box; shorter than that it is dirt in a nought. */
const IN_BOX = 0.3;
const IN_NOUGHT = 0.12;
/** A bar inside a ring may be a nought's slash. */
const SLASH = 0.5;
/** A digit is at least so long: in pixels, and against the picture's shorter side. */
const LEAST_PIXELS = 7;
const LEAST_SHARE = 0.04;
/** Strokes are narrower than this, against the digit's longer side: a disc or a square is no digit. */
const WIDEST_STROKE = 0.34;
/** Along the picture's edge lies what is thinner than this, against its side. */
const STRIP = 0.05;

/** The digit's marks, or why there are none. */
export type Choice = { readonly marks: readonly Component[] } | {
  readonly found: string;
  /** The filled shape that was found, should it be the paper. */
  readonly filled?: PixelBox;
};

/**
 * Chooses the digit: the largest mark that lies whole in the picture, with what is near to it.
 *
 * Source: our choice; that what touches the edge belongs to the surroundings is the usual rule of document analysis.
 *
 * @param labels u32 [height, width]: each pixel's component.
 * @param mayTouch Whether the digit may touch the picture's edge.
 */
export function chooseDigit(
  components: readonly Component[],
  labels: Uint32Array,
  width: number,
  height: number,
  mayTouch: boolean,
): Choice {
  const touches = ({ box }: Component) =>
    box.left === 0 || box.top === 0 || box.left + box.width === width || box.top + box.height === height;
  const least = Math.max(LEAST_PIXELS, LEAST_SHARE * Math.min(width, height));
  const whole = components.filter((mark) => (mayTouch || !touches(mark)) && longer(mark.box) >= 0.2 * least);
  const atEdge = components.filter((mark) => !mayTouch && touches(mark) && !isStrip(mark.box, width, height));
  let open = whole.toSorted((a, b) => longer(b.box) - longer(a.box) || b.area - a.area);
  let main = open[0];
  if (main === undefined || longer(main.box) < least) {
    return { found: atEdge.some(({ box }) => longer(box) >= least) ? "ink that runs off its edge" : "a blank picture" };
  }
  // A box or a circle round the digit, perhaps two of them.
  for (let depth = 0; depth < 3; depth++) {
    const outer: Component = main;
    const inside = open.filter((mark) => mark !== outer && isWithin(mark.box, outer.box));
    const inner = enclosed(outer, inside, labels, width, height);
    if (inside.some((mark) => !inner.includes(mark) && longer(mark.box) >= IN_BOX * longer(outer.box))) {
      return { found: "a mark inside another" };
    }
    const longest = Math.max(0, ...inner.map(({ box }) => longer(box)));
    if (longest < IN_NOUGHT * longer(outer.box)) break;
    if (longest < IN_BOX * longer(outer.box)) return { found: "a mark inside another" };
    const within = inner.toSorted((a, b) => longer(b.box) - longer(a.box));
    const box = within[0]!.box;
    const round = !fillsCorners(outer, labels, width);
    if (round && box.width < SLASH * box.height) return { found: "a bar inside a ring" };
    [open, main] = [within, within[0]!];
  }
  const marks = [main];
  let rest = open.filter((mark) => mark !== main && mark.area >= SPECK_SHARE * main!.area);
  for (let joined = true; joined;) {
    const box = boundingBox(marks);
    const near = rest.filter((mark) => distance(mark.box, box) <= JOINED * longer(box));
    marks.push(...near);
    rest = rest.filter((mark) => !near.includes(mark));
    joined = near.length > 0;
  }
  const box = boundingBox(marks);
  const length = longer(box);
  const competing = rest.filter((mark) => longer(mark.box) >= COMPETING * length);
  if (competing.length > 0) return { found: `${competing.length + 1} separate marks as tall as digits` };
  const cut = atEdge.some((mark) =>
    longer(mark.box) >= COMPETING * length && (distance(mark.box, box) <= JOINED * length || mark.area >= main!.area)
  );
  if (cut) return { found: "ink that runs off its edge" };
  const own = new Set(marks.map(({ label }) => label));
  if (strokeWidth(Uint8Array.from(labels, (label) => Number(own.has(label))), width) > WIDEST_STROKE * length) {
    return { found: "a filled shape", filled: box };
  }
  return { marks };
}

/** Around all marks. */
export function boundingBox(marks: readonly Component[]): PixelBox {
  const left = Math.min(...marks.map(({ box }) => box.left));
  const top = Math.min(...marks.map(({ box }) => box.top));
  return {
    left,
    top,
    width: Math.max(...marks.map(({ box }) => box.left + box.width)) - left,
    height: Math.max(...marks.map(({ box }) => box.top + box.height)) - top,
  };
}

function longer({ width, height }: PixelBox): number {
  return Math.max(width, height);
}

/** Pixels between two boxes, the larger of across and down; 0 if they overlap. */
function distance(a: PixelBox, b: PixelBox): number {
  return Math.max(
    0,
    a.left - b.left - b.width,
    b.left - a.left - a.width,
    a.top - b.top - b.height,
    b.top - a.top - a.height,
  );
}

function isWithin(inner: PixelBox, outer: PixelBox): boolean {
  return inner.left > outer.left && inner.top > outer.top &&
    inner.left + inner.width < outer.left + outer.width && inner.top + inner.height < outer.top + outer.height;
}

function isStrip({ width, height }: PixelBox, wholeWidth: number, wholeHeight: number): boolean {
  return Math.min(width / wholeWidth, height / wholeHeight) < STRIP;
}

/** Those of the marks that nothing leads to from outside but through the ring. */
function enclosed(
  ring: Component,
  marks: readonly Component[],
  labels: Uint32Array,
  width: number,
  height: number,
): Component[] {
  if (marks.length === 0) return [];
  const around = connectedComponents(
    Uint8Array.from(labels, (label) => Number(label !== ring.label)),
    width,
    height,
    false,
  );
  const outside = new Set<number>();
  around.labels.forEach((label, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) outside.add(label);
  });
  return marks.filter((mark) => {
    const at = labels.indexOf(mark.label);
    return !outside.has(around.labels[at]!);
  });
}

/** Whether a ring is a box: it comes near to its own box's corners, where a circle does not. */
function fillsCorners({ label, box }: Component, labels: Uint32Array, width: number): boolean {
  const [across, down] = [Math.ceil(box.width / 10), Math.ceil(box.height / 10)];
  return [box.left, box.left + box.width - across].every((left) =>
    [box.top, box.top + box.height - down].every((top) => {
      for (let y = top; y < top + down; y++) {
        for (let x = left; x < left + across; x++) if (labels[y * width + x] === label) return true;
      }
      return false;
    })
  );
}
