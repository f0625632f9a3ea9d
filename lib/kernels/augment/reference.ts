import { philox4x32 } from "../../random/counter_stream.ts";
import { AUGMENT_STREAM, type AugmentSettings, BLOCKS, EVEN_TO_UNIT, NODES } from "./settings.ts";

const SIDE = 28;

/** Where an image stands in a run: what its random numbers are a function of. */
export interface AugmentPlace {
  /** The member's seed, two words. */
  readonly seed: readonly [number, number];
  readonly step: number;
  readonly lane: number;
}

/** How one image is bent. */
export interface Transform {
  /** What a pixel's (column, row) about the middle is multiplied by, row by row. */
  readonly matrix: readonly [number, number, number, number];
  /** Pixels right and down, added to that. */
  readonly shift: readonly [number, number];
  /** Column and row of the upper left corner of the square that is blanked. */
  readonly corner: readonly [number, number];
  /** The displacement of each node, right and down, row by row. */
  readonly nodes: readonly (readonly [number, number])[];
}

/**
 * Draws an image's transform in float64: the reference of the kernel that does.
 *
 * @param right Shift of the view in pixels, and `down`.
 */
export function drawTransform(settings: AugmentSettings, place: AugmentPlace, right = 0, down = 0): Transform {
  const u = Array.from(
    { length: BLOCKS },
    (_, block) =>
      philox4x32([block, place.step, place.lane, AUGMENT_STREAM], place.seed)
        .map((word) => (word >>> 8) * 2 ** -23 - 1),
  ).flat();
  const angle = u[0]! * settings.rotation;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const corner = (drawn: number) => Math.floor((drawn + 1) * SIDE / 2) - settings.cutout / 2;
  const displacement = (at: number) => u[at]! * settings.field * EVEN_TO_UNIT;
  return {
    matrix: [c * (1 + u[1]! * settings.scale), u[3]! * settings.shear - s, s, c * (1 + u[2]! * settings.scale)],
    shift: [u[4]! * settings.shift - right, u[5]! * settings.shift - down],
    corner: [corner(u[7]!), corner(u[6]!)],
    nodes: Array.from({ length: NODES ** 2 }, (_, i) => [displacement(8 + 2 * i), displacement(9 + 2 * i)] as const),
  };
}

/**
 * One augmented image in float64: the reference of the kernels.
 *
 * @param image u8 [28, 28]
 * @param right Shift of the view in pixels, and `down`.
 * @returns f64 [28, 28], 0 to 1.
 */
export function augment(
  settings: AugmentSettings,
  place: AugmentPlace,
  image: Uint8Array,
  right = 0,
  down = 0,
): Float64Array {
  const { matrix, shift, corner: [cutLeft, cutTop], nodes } = drawTransform(settings, place, right, down);
  const node = (row: number, column: number, axis: number) => nodes[row * NODES + column]![axis]!;
  const pixel = (row: number, column: number) =>
    row < 0 || row >= SIDE || column < 0 || column >= SIDE ? 0 : image[row * SIDE + column]!;
  const inCut = (at: number, from: number) => at >= from && at < from + settings.cutout;
  return Float64Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    if (inCut(row, cutTop) && inCut(column, cutLeft)) return 0;
    const [nodeRow, lower] = between(row);
    const [nodeColumn, farther] = between(column);
    const [x, y] = [0, 1].map((axis) => {
      const displacement =
        (node(nodeRow, nodeColumn, axis) * (1 - lower) + node(nodeRow + 1, nodeColumn, axis) * lower) *
          (1 - farther) +
        (node(nodeRow, nodeColumn + 1, axis) * (1 - lower) + node(nodeRow + 1, nodeColumn + 1, axis) * lower) * farther;
      const straight = matrix[2 * axis]! * (column - 13.5) + matrix[2 * axis + 1]! * (row - 13.5);
      return Math.min(SIDE, Math.max(-1, straight + 13.5 + shift[axis]! + displacement));
    }) as [number, number];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [fx, fy] = [x - left, y - top];
    const upper = pixel(top, left) * (1 - fx) + pixel(top, left + 1) * fx;
    const under = pixel(top + 1, left) * (1 - fx) + pixel(top + 1, left + 1) * fx;
    return (upper * (1 - fy) + under * fy) / 255;
  });
}

/** The node before a pixel's row or column, and the weight of the one after it. */
function between(pixel: number): [node: number, share: number] {
  const at = pixel * (NODES - 1) / (SIDE - 1);
  const node = Math.min(Math.floor(at), NODES - 2);
  const t = at - node;
  return [node, t * t * (3 - 2 * t)];
}
