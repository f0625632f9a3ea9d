import { IMAGE_PIXELS, IMAGE_SIDE } from "../data/dataset.ts";
import type { GreyPictures } from "../data/idx.ts";
import { shaded, type Shades } from "../data/ink_and_ground.ts";
import { arrayInk } from "./array_ink.ts";
import type { DigitInk } from "./digit_ink.ts";
import { framePicture } from "./frame_picture.ts";
import { framedDigit } from "./prepare_digit.ts";

/** So few pictures without ground along their edges fill them with ink; of more it is not known what they are. Our choice. */
const FEW = 0.1;

/** An array's pictures in their frames. */
export interface FramedArray {
  /** u8 [N, 28, 28]; zeros where a picture could not be used. */
  readonly pixels: Uint8Array;
  /** By its index why a picture could not be used. */
  readonly refused: ReadonlyMap<number, string>;
  /** What was done to all of them, in sentences without a final period. */
  readonly notices: readonly string[];
}

/**
 * Puts an array's pictures into their frames. Pictures of 28x28 pixels are taken to be framed already. Of others the ink is
 * fitted into a frame as MNIST's digits are, whatever it shows; a blank picture of a data set stays blank.
 *
 * @param of Of own pictures blank ones are refused; if many have edges that are no ground, these are read as photographs are,
 * and may be refused. Of a data set, whose labels are counted with it, none is.
 * @param shades What brings them to light ink on dark ground.
 * @param called What they are called in notices.
 * @param onProgress Is told how many are done.
 */
export function frameArray(
  { count, height, width, pixels: given }: GreyPictures,
  shades: Shades,
  called: string,
  of: "data set" | "own pictures",
  onProgress: (done: number) => void = () => {},
): FramedArray {
  const pixels = shaded(given, shades);
  if (height === IMAGE_SIDE && width === IMAGE_SIDE) {
    onProgress(count);
    return { pixels, refused: new Map(), notices: shades.notices };
  }
  const framed = new Uint8Array(count * IMAGE_PIXELS);
  const refused = new Map<number, string>();
  const greyOf = (i: number) => pixels.subarray(i * height * width, (i + 1) * height * width);
  const put = (i: number, ink: DigitInk) => framed.set(framedDigit(ink), i * IMAGE_PIXELS);
  const noGround: number[] = [];
  for (let i = 0; i < count; i++) {
    const ink = arrayInk(greyOf(i), width, height, of === "data set");
    if (ink === "no ground") noGround.push(i);
    else if (ink !== "blank") put(i, ink);
    else if (of === "own pictures") refused.set(i, "found a blank picture, wanted one digit on a plain background");
    onProgress(i + 1);
  }
  const asOthers = noGround.length <= FEW * count;
  for (const i of noGround) {
    const found = asOthers ? arrayInk(greyOf(i), width, height, true) : photographed(greyOf(i), width, height);
    if (found instanceof Uint8Array) framed.set(found, i * IMAGE_PIXELS);
    else if (typeof found === "string") refused.set(i, found);
    else put(i, found);
  }
  const fitted =
    `of ${height}x${width} pixels, were fitted into frames of ${IMAGE_SIDE}x${IMAGE_SIDE} as MNIST's digits are`;
  return { pixels: framed, refused, notices: [...shades.notices, `The ${called}, ${fitted}`] };
}

/** The frame of what is read as a photograph is, or why it has none. */
function photographed(grey: Uint8Array, width: number, height: number): Uint8Array | string {
  const rgba = new Uint8Array(4 * grey.length);
  grey.forEach((value, at) => rgba.fill(value, 4 * at, 4 * at + 3).fill(255, 4 * at + 3, 4 * at + 4));
  const framed = framePicture({ width, height, rgba }, "it");
  return "frame" in framed ? framed.frame : framed.reason;
}
