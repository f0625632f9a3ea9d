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
  const u = Array.from(
    { length: BLOCKS },
    (_, block) =>
      philox4x32([block, place.step, place.lane, AUGMENT_STREAM], place.seed)
        .map((word) => (word >>> 8) * 2 ** -23 - 1),
  ).flat();
  const angle = u[0]! * settings.rotation;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const matrix = [
    [c * (1 + u[1]! * settings.scale), u[3]! * settings.shear - s],
    [s, c * (1 + u[2]! * settings.scale)],
  ] as const;
  const shift = [u[4]! * settings.shift - right, u[5]! * settings.shift - down];
  const cutTop = Math.floor((u[6]! + 1) * SIDE / 2) - settings.cutout / 2;
  const cutLeft = Math.floor((u[7]! + 1) * SIDE / 2) - settings.cutout / 2;
  const node = (row: number, column: number, axis: number) =>
    u[8 + 2 * (row * NODES + column) + axis]! * settings.field * EVEN_TO_UNIT;
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
      const straight = matrix[axis]![0] * (column - 13.5) + matrix[axis]![1] * (row - 13.5);
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
