import { IMAGE_PIXELS, IMAGE_SIDE, type ImageSet } from "../data/dataset.ts";
import { parseNpyPictures } from "./npy_pictures.ts";

const PREFIX = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
/** Elements begin at a multiple of this. */
const ALIGNMENT = 64;

/**
 * Pictures in their frames as a `.npy` file: u8 [N, 28, 28].
 *
 * Source: NumPy's "A simple file format for NumPy arrays" (NEP 1), version 1.0.
 */
export function encodeFrames({ count, pixels }: ImageSet): Uint8Array<ArrayBuffer> {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${count}, ${IMAGE_SIDE}, ${IMAGE_SIDE}), }`;
  const before = PREFIX.length + 2;
  const bodyStart = Math.ceil((before + header.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(bodyStart + count * IMAGE_PIXELS);
  bytes.set(PREFIX);
  new DataView(bytes.buffer).setUint16(PREFIX.length, bodyStart - before, true);
  bytes.set(new TextEncoder().encode(`${header.padEnd(bodyStart - before - 1)}\n`), before);
  bytes.set(pixels, bodyStart);
  return bytes;
}

/**
 * Reads frames back.
 *
 * @throws {SyntaxError} If it is another file.
 */
export function decodeFrames(bytes: Uint8Array, fileName: string): ImageSet {
  const { count, height, width, pixels } = parseNpyPictures(bytes, fileName);
  if (height !== IMAGE_SIDE || width !== IMAGE_SIDE) {
    throw new SyntaxError(
      `Reading ${fileName}: found pictures of ${height}x${width}, wanted ${IMAGE_SIDE}x${IMAGE_SIDE}`,
    );
  }
  return { count, pixels };
}
