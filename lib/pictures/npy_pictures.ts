import type { GreyPictures } from "../data/idx.ts";
import { parseNpy } from "../data/npy.ts";
import { parseNpyHeader, wrong } from "../data/npy_header.ts";

/**
 * Reads grey pictures of one size from a `.npy` file: [N, H, W] or [N, H, W, 1], whole numbers from 0 to 255 or floats from 0
 * to 1.
 *
 * @param bytes The file.
 * @param fileName Names the file in errors.
 * @returns The pictures; bytes are a view of the file's.
 * @throws {SyntaxError} If it is no `.npy` file, is truncated or too long, or has another shape or other numbers.
 */
export function parseNpyPictures(bytes: Uint8Array, fileName: string): GreyPictures {
  const header = parseNpyHeader(bytes, fileName);
  const [count, height, width, channels = 1] = header.shape;
  const right = (header.shape.length === 3 || header.shape.length === 4) && channels === 1;
  if (!right || !count || !height || !width) {
    throw wrong(fileName, `the shape (${header.shape.join(", ")})`, "[N, H, W] or [N, H, W, 1], none of them 0");
  }
  const size = { count, height, width };
  const wanted = header.bodyStart + count * height * width;
  if (header.kind === "u" && header.sizeBytes === 1 && !header.fortranOrder && bytes.length === wanted) {
    return { ...size, pixels: bytes.subarray(header.bodyStart) };
  }
  const { values, integers } = parseNpy(bytes, fileName);
  const most = integers ? 255 : 1;
  const bad = values.findIndex((value) => !(value >= 0 && value <= most));
  if (bad >= 0) {
    throw wrong(
      fileName,
      `${values[bad]} at element ${bad}`,
      integers ? "whole numbers from 0 to 255" : "floats from 0 to 1, or whole numbers from 0 to 255",
    );
  }
  return { ...size, pixels: Uint8Array.from(values, (value) => Math.round(value * 255 / most)) };
}
