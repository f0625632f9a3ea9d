/**
 * Inputs for kernels, made up, and how they lie in planes.
 *
 * @module
 */
import { IMAGE_PIXELS, IMAGE_SIDE } from "../data/dataset.ts";
import { GROUP } from "../kernels/conv_pool/shape.ts";
import { uniformAt } from "../random/counter_stream.ts";

/** Numbers spread evenly over −scale to scale, the same for the same stream. */
export function noise(count: number, stream: number, scale: number = 1): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, i) => scale * (2 * uniformAt(7, stream, i) - 1));
}

/**
 * u8 [count, 28, 28]: every other a slanted stroke with soft edges, as a digit is mostly blank; the others waves all over, so
 * that what a kernel does at the edges is seen.
 */
export function drawings(count: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: count * IMAGE_PIXELS }, (_, at) => {
    const [image, pixel] = [Math.floor(at / IMAGE_PIXELS), at % IMAGE_PIXELS];
    const [row, column] = [Math.floor(pixel / IMAGE_SIDE), pixel % IMAGE_SIDE];
    return image % 2 === 0 ? stroke(image, row, column) : wave(image, row, column);
  });
}

function stroke(image: number, row: number, column: number): number {
  const [slant, middle] = noise(2, 100 + image);
  const top = 3 + image % 5;
  if (row < top || row > top + 17) return 0;
  const away = Math.abs(column - 13 - 4 * middle! - 0.6 * slant! * (row - 12));
  return Math.max(0, 250 - 5 * row - 60 * away);
}

function wave(image: number, row: number, column: number): number {
  return 127 + 120 * Math.sin((column + row / 5 + 3 * image) / 4) * Math.cos(row / (3 + image));
}

/** What a plane of channels holds. */
export interface ChannelPlane {
  readonly members: number;
  readonly lanes: number;
  readonly channels: number;
  /** Rows, and columns, without the border. */
  readonly side: number;
  /** Pixels around each channel. By default 0. */
  readonly border?: number;
  /** What the border holds. By default 0. */
  readonly borderValue?: number;
}

/** Rows of such a plane. */
export function planeRows({ channels, side, border = 0 }: ChannelPlane): number {
  return (side + 2 * border) ** 2 * Math.ceil(channels / GROUP);
}

/**
 * Values as they lie in a plane of channels.
 *
 * @param values [members, lanes, channels, side, side]
 * @returns [members, rows, lanes, 4], zeros where channels fill no whole vector.
 */
export function planeOf(values: ArrayLike<number>, plane: ChannelPlane): Float32Array<ArrayBuffer> {
  const { members, lanes, channels, side, border = 0, borderValue = 0 } = plane;
  const groups = Math.ceil(channels / GROUP);
  const outer = side + 2 * border;
  const rows = planeRows(plane);
  const result = new Float32Array(members * rows * lanes * GROUP).fill(borderValue);
  for (let member = 0; member < members; member++) {
    for (let pixel = 0; pixel < side ** 2; pixel++) {
      const place = (Math.floor(pixel / side) + border) * outer + pixel % side + border;
      for (let lane = 0; lane < lanes; lane++) {
        for (let channel = 0; channel < groups * GROUP; channel++) {
          const row = place * groups + Math.floor(channel / GROUP);
          const from = ((member * lanes + lane) * channels + channel) * side ** 2 + pixel;
          result[((member * rows + row) * lanes + lane) * GROUP + channel % GROUP] = channel < channels
            ? values[from]!
            : 0;
        }
      }
    }
  }
  return result;
}
