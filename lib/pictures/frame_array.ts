import { IMAGE_PIXELS, IMAGE_SIDE } from "../data/dataset.ts";
import type { GreyPictures } from "../data/idx.ts";
import type { Picture } from "./picture.ts";
import { type Framed, framePicture } from "./frame_picture.ts";

/** An array whose greatest pixel is less was not written in bytes' full range. Source: our choice. */
const PALE = 128;

/** An array's pictures in their frames. */
export interface FramedArray {
  /** One entry a picture. */
  readonly framed: readonly Framed[];
  /** What was done to all of them, in sentences without a final period. */
  readonly notices: readonly string[];
}

/**
 * Puts an array's pictures into their frames. Pictures of 28x28 pixels are taken to be framed already and stay as they are,
 * but that ink is made light on dark. Pixels that end far below 255 are stretched.
 *
 * @param onProgress Is told how many are done.
 */
export function frameArray(
  { count, height, width, pixels }: GreyPictures,
  onProgress: (done: number) => void = () => {},
): FramedArray {
  const notices: string[] = [];
  const greatest = pixels.reduce((most, value) => Math.max(most, value), 0);
  const stretch = greatest > 0 && greatest < PALE ? 255 / greatest : 1;
  if (stretch !== 1) notices.push(`Pixels end at ${greatest}, and were stretched to 255`);
  const isFramed = height === IMAGE_SIDE && width === IMAGE_SIDE;
  const inverted = isFramed && groundIsLight(pixels, stretch);
  if (inverted) notices.push("The ground is light, and was made dark as in the frames of other pictures");
  const framed: Framed[] = [];
  for (let i = 0; i < count; i++) {
    const own = pixels.subarray(i * height * width, (i + 1) * height * width);
    if (isFramed) {
      const plain = !inverted && stretch === 1;
      const frame = plain ? Uint8Array.from(own) : Uint8Array.from(own, (value) => {
        const grey = Math.round(value * stretch);
        return inverted ? 255 - grey : grey;
      });
      framed.push({ frame });
    } else framed.push(framePicture(asPicture(own, width, height, stretch), String(i)));
    onProgress(i + 1);
  }
  return { framed, notices };
}

/** Whether most of the pixels along the frames' edges are light. */
function groundIsLight(pixels: Uint8Array, stretch: number): boolean {
  let [light, edge] = [0, 0];
  for (let at = 0; at < pixels.length; at++) {
    const [row, column] = [Math.floor(at % IMAGE_PIXELS / IMAGE_SIDE), at % IMAGE_SIDE];
    if (row > 0 && row < IMAGE_SIDE - 1 && column > 0 && column < IMAGE_SIDE - 1) continue;
    edge++;
    if (pixels[at]! * stretch > 127) light++;
  }
  return light * 2 > edge;
}

function asPicture(grey: Uint8Array, width: number, height: number, stretch: number): Picture {
  const rgba = new Uint8Array(4 * grey.length);
  grey.forEach((value, at) =>
    rgba.fill(Math.round(value * stretch), 4 * at, 4 * at + 3).fill(255, 4 * at + 3, 4 * at + 4)
  );
  return { width, height, rgba };
}
