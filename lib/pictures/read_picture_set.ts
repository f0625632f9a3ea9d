import { IMAGE_PIXELS } from "../data/dataset.ts";
import { gunzipIfCompressed } from "../data/gzip.ts";
import { parseIdxPictures } from "../data/idx.ts";
import { inkAndGround } from "../data/ink_and_ground.ts";
import { checkImageCount } from "../data/most_images.ts";
import { readFileIfThere } from "../data/read_file.ts";
import { frameArray } from "./frame_array.ts";
import type { Framed } from "./frame_picture.ts";
import { framePictures } from "./frame_pictures.ts";
import { parseNpyPictures } from "./npy_pictures.ts";
import { findPictureFiles } from "./picture_files.ts";
import type { PictureSet, RefusedPicture } from "./picture_set.ts";

/** How far reading is. */
export type ReadingProgress = (done: number, all: number) => void;

/**
 * Reads a person's own pictures and puts them into their frames: a folder of PNG and JPEG files, an IDX file of images or a
 * `.npy` file. A picture of a folder that is damaged or shows no ink is left out, and said.
 *
 * @param path The folder or the file.
 * @param accept Refuses so many pictures, if need be, before any is put into its frame.
 * @throws {Error} If there is no such folder or file, it cannot be read, or there is no picture in it that can be used.
 * @throws {SyntaxError} If the file is none of images.
 * @throws {RangeError} If there are too many.
 */
export async function readPictureSet(
  path: string,
  onProgress: ReadingProgress = () => {},
  accept: (count: number) => void = () => {},
): Promise<PictureSet> {
  const doing = `Reading pictures from ${path}`;
  const info = await Deno.stat(path).catch((cause) => {
    const problem = cause instanceof Deno.errors.NotFound ? "nothing of that name" : `an error (${cause.message})`;
    throw new Error(`${doing}: found ${problem}, wanted a folder of PNG and JPEG files, an IDX or a .npy file`, {
      cause,
    });
  });
  if (info.isDirectory) {
    const names = await findPictureFiles(path);
    if (names.length === 0) throw new Error(`${doing}: found no PNG and no JPEG file, wanted some, in subfolders too`);
    checkImageCount(names.length, doing, "pictures");
    accept(names.length);
    const framed = await framePictures(path, names, (done) => onProgress(done, names.length));
    return { kind: "folder", notices: [], ...usable(names, framed, doing) };
  }
  const bytes = await readFileIfThere(path);
  if (bytes === undefined) throw new Error(`${doing}: found no such file any more, wanted it`);
  const contents = gunzipIfCompressed(bytes, path);
  const isNpy = contents[0] === 0x93 || /\.npy(\.gz)?$/i.test(path);
  const pictures = isNpy ? parseNpyPictures(contents, path) : parseIdxPictures(contents, path);
  checkImageCount(pictures.count, doing, "pictures");
  accept(pictures.count);
  const { pixels, refused, notices } = frameArray(
    pictures,
    inkAndGround(pictures, "pictures"),
    "pictures",
    "own pictures",
    (done) => {
      if (done % 1000 === 0 || done === pictures.count) onProgress(done, pictures.count);
    },
  );
  const names = Array.from({ length: pictures.count }, (_, i) => String(i));
  const kind = isNpy ? "npy" : "idx";
  if (refused.size === 0) return { kind, notices, images: { count: pictures.count, pixels }, names, refused: [] };
  const framed = names.map((_, i): Framed => {
    const reason = refused.get(i);
    return reason === undefined
      ? { frame: pixels.slice(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS) as Uint8Array<ArrayBuffer> }
      : { reason };
  });
  return { kind, notices, ...usable(names, framed, doing) };
}

/** Parts pictures that have a frame from those that have none. */
function usable(
  all: readonly string[],
  framed: readonly Framed[],
  doing: string,
): Pick<PictureSet, "images" | "names" | "refused"> {
  const names: string[] = [];
  const refused: RefusedPicture[] = [];
  framed.forEach((picture, i) => {
    if ("frame" in picture) names.push(all[i]!);
    else refused.push({ picture: all[i]!, reason: picture.reason });
  });
  if (names.length === 0) {
    throw new Error(
      `${doing}: found none that can be used (${refused[0]!.picture}: ${refused[0]!.reason}), wanted at least one`,
    );
  }
  const pixels = new Uint8Array(names.length * IMAGE_PIXELS);
  let place = 0;
  for (const picture of framed) if ("frame" in picture) pixels.set(picture.frame, IMAGE_PIXELS * place++);
  return { images: { count: names.length, pixels }, names, refused };
}
