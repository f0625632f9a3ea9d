import type { Picture } from "../../lib/pictures/picture.ts";

/** How a digit is put into a picture. */
export interface Drawn {
  /** Times that it is enlarged. */
  readonly scale?: number;
  /** Pixels around it. */
  readonly margin?: number;
  /** Colours of background and ink, with opacity. */
  readonly background?: readonly number[];
  readonly ink?: readonly number[];
}

/** A 28x28 image as a person's picture: enlarged (linearly between pixels), with a margin, in any colours. */
export function drawn(
  image: Uint8Array,
  { scale = 1, margin = 0, background = [0, 0, 0, 255], ink = [255, 255, 255, 255] }: Drawn = {},
): Picture {
  const side = 28 * scale + 2 * margin;
  const pixel = (x: number, y: number) => x < 0 || x > 27 || y < 0 || y > 27 ? 0 : image[y * 28 + x]! / 255;
  return painted(side, side, (x, y) => {
    const [u, v] = [(x - margin + 0.5) / scale - 0.5, (y - margin + 0.5) / scale - 0.5];
    const [left, top] = [Math.floor(u), Math.floor(v)];
    const row = (at: number) => pixel(left, at) * (left + 1 - u) + pixel(left + 1, at) * (u - left);
    const share = row(top) * (top + 1 - v) + row(top + 1) * (v - top);
    return background.map((value, part) => Math.round(value + share * (ink[part]! - value)));
  });
}

/** A picture of any size, its colours by place. */
export function painted(width: number, height: number, colour: (x: number, y: number) => readonly number[]): Picture {
  const rgba = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at++) rgba.set(colour(at % width, Math.floor(at / width)), 4 * at);
  return { width, height, rgba };
}
