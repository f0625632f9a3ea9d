import type { Picture } from "./picture.ts";
import { decodePicture } from "./decode_picture.ts";
import { prepareDigit } from "./prepare_digit.ts";
import { readFileIfThere } from "../data/read_file.ts";

/** A picture in its frame, u8 [28, 28], or why it could not be used. */
export type Framed = { readonly frame: Uint8Array<ArrayBuffer> } | { readonly reason: string };

/**
 * Reads a picture's file and puts what it shows into the frame.
 *
 * @param path The file.
 * @param name What the picture is called in the reason.
 */
export async function framePictureFile(path: string, name: string): Promise<Framed> {
  try {
    const bytes = await readFileIfThere(path);
    if (bytes === undefined) return { reason: "found no such file any more, wanted a picture" };
    return framePicture(await decodePicture(bytes, name), name);
  } catch (error) {
    return { reason: reasonOf(error, name) };
  }
}

/**
 * Puts what a picture shows into the frame.
 *
 * @param name What the picture is called in the reason.
 */
export function framePicture(picture: Picture, name: string): Framed {
  try {
    return { frame: prepareDigit(picture, name) };
  } catch (error) {
    return { reason: reasonOf(error, name) };
  }
}

/** What is wrong without the picture's name, which stands beside it. */
function reasonOf(error: unknown, name: string): string {
  if (!(error instanceof Error)) throw error;
  return error.message.replace(`Reading ${name}: `, "");
}
