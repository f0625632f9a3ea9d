import { range } from "../wgsl.ts";

/** The shape of a model's output plane. */
export interface OutputShape {
  readonly channels: number;
  /** Rows, and columns. */
  readonly side: number;
}

/** PyTorch's `eps` of the notebook, squared, as WGSL: the least square that either norm has. */
export const VECTOR_EPSILON_SQUARED = "1e-12";

/** Rows that one member's output takes in its plane. */
export function outputRows({ channels, side }: OutputShape): number {
  return side ** 2 * Math.ceil(channels / 4);
}

/** Where each value of the flattened output, [channel, row, column] as in PyTorch, lies in its plane. */
export function flattenedOutput({ channels, side }: OutputShape): { row: number; component: number }[] {
  const groups = Math.ceil(channels / 4);
  return range(channels).flatMap((channel) =>
    range(side ** 2).map((pixel) => ({ row: pixel * groups + (channel >> 2), component: channel % 4 }))
  );
}
