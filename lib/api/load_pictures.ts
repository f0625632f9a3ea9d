import type { PictureSet } from "../pictures/picture_set.ts";
import { readPictureSet } from "../pictures/read_picture_set.ts";
import type { OnProgress } from "./on_progress.ts";

/**
 * Reads a person's own pictures and makes each a frame like MNIST's: a folder of PNG and JPEG files of any sizes, dark or light
 * ground, subfolders too; an IDX file of images; or a `.npy` file of [N, H, W] or [N, H, W, 1]. Needs to read them, and
 * nothing else.
 *
 * @param path The folder or the file
 * @param onProgress Is told how far it is
 * @returns u8 [N, 784] of those that can be used, their names, and why others cannot
 * @throws {Error} If there is nothing to read, or nothing in it can be used
 * @throws {SyntaxError} If a file is none of images
 *
 * @example Pictures out of a file of images
 * ```ts
 * import { loadPictures } from "@tenshot/tenshot";
 *
 * const { images, names, refused } = await loadPictures("tests/fixtures/fashion/t10k-images-idx3-ubyte.gz");
 * console.log(images.count, "pictures, from", names[0], "on;", refused.length, "cannot be used");
 * ```
 */
export function loadPictures(path: string, onProgress?: OnProgress): Promise<PictureSet> {
  return readPictureSet(path, (done, all) => onProgress?.("Pictures", done / all));
}
