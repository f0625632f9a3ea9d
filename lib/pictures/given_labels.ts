/**
 * What a person says that some pictures show.
 *
 * @module
 */
import { isAbsolute, relative, resolve } from "node:path";
import { type FoundPicture, pictureFinder } from "./find_picture.ts";
import { type LabelRow, readLabelRows } from "./label_rows.ts";
import type { PictureSet } from "./picture_set.ts";
import { readPictureSet } from "./read_picture_set.ts";

/** Labels of some pictures, as text. */
export interface GivenLabels {
  /** By index of a picture of the set. */
  readonly byPicture: ReadonlyMap<number, string>;
  /** How many labels are of pictures that were refused. */
  readonly ofRefused: number;
}

/** Pictures, and labels for some of them. */
export interface LabelledPictures extends GivenLabels {
  readonly pictures: PictureSet;
}

/**
 * Reads labels from files and folders. A folder has a subfolder a class, named by it, with pictures of the class; if it does
 * not lie in the folder of the pictures, its own are added to them.
 *
 * @param paths Files and folders; labels of all count.
 * @param flag Names the flag in errors.
 * @param set The pictures.
 * @param path Where these lie.
 * @throws {Error} If something cannot be read.
 * @throws {SyntaxError} If a file is of another form.
 * @throws {RangeError} If a label is of no picture, or one picture has two.
 */
export async function readGivenLabels(
  paths: readonly string[],
  flag: "--labels" | "--check",
  set: PictureSet,
  path: string,
): Promise<LabelledPictures> {
  let pictures = set;
  const byPicture = new Map<number, string>();
  let ofRefused = 0;
  for (const source of paths) {
    const doing = `Reading ${flag} ${source}`;
    const info = await Deno.stat(source).catch(() => undefined);
    let rows: LabelRow[];
    let find: (text: string) => FoundPicture;
    if (info?.isDirectory) {
      const own = await ofSubfolders(source, pictures, path, doing);
      ({ rows, pictures } = own);
      find = pictureFinder(pictures, path);
    } else {
      rows = await readLabelRows(source, doing);
      find = pictureFinder(pictures, path);
    }
    const strays: string[] = [];
    for (const row of rows) {
      const found = find(row.picture);
      if (found === "refused") ofRefused++;
      else if (typeof found === "string") {
        strays.push(`${row.picture} (${row.where}${found === "several" ? ", of which there are several" : ""})`);
      } else {
        const before = byPicture.get(found);
        if (before !== undefined && before !== row.label) {
          throw new RangeError(
            `${doing}: found the labels ${before} and ${row.label} for ${pictures.names[found]}, wanted one a picture`,
          );
        }
        byPicture.set(found, row.label);
      }
    }
    if (strays.length > 0) {
      const some = strays.slice(0, 3).join(", ");
      throw new RangeError(
        `${doing}: found ${strays.length === 1 ? "a label" : `${strays.length} labels`} for no picture: ${some}` +
          `${strays.length > 3 ? ", …" : ""}, wanted the names of pictures in ${path}`,
      );
    }
  }
  return { pictures, byPicture, ofRefused };
}

/** Labels by the subfolders of a folder, and the pictures with those that it adds. */
async function ofSubfolders(
  dir: string,
  set: PictureSet,
  path: string,
  doing: string,
): Promise<{ rows: LabelRow[]; pictures: PictureSet }> {
  if (set.kind !== "folder") {
    throw new RangeError(`${doing}: found a folder, wanted a file of indices, as the pictures are those of one file`);
  }
  const from = relative(resolve(path), resolve(dir)).replaceAll("\\", "/");
  const isInside = !from.startsWith("..") && !isAbsolute(from);
  const prefix = from === "" ? "" : `${from}/`;
  const pictures = isInside ? set : added(set, await readPictureSet(dir), prefix);
  const all = [...pictures.names, ...pictures.refused.map(({ picture }) => picture)];
  const rows = all.filter((name) => name.startsWith(prefix)).flatMap((name) => {
    const [label, ...rest] = name.slice(prefix.length).split("/");
    return rest.length === 0 ? [] : [{ picture: name, label: label!, where: `folder ${label}` }];
  });
  if (rows.length === 0) {
    throw new RangeError(
      `${doing}: found no picture in a subfolder of it, wanted a subfolder a class with some in each`,
    );
  }
  return { rows, pictures };
}

/** A set with another's pictures behind its own. */
function added(set: PictureSet, more: PictureSet, prefix: string): PictureSet {
  const pixels = new Uint8Array(set.images.pixels.length + more.images.pixels.length);
  pixels.set(set.images.pixels);
  pixels.set(more.images.pixels, set.images.pixels.length);
  return {
    ...set,
    images: { count: set.images.count + more.images.count, pixels },
    names: [...set.names, ...more.names.map((name) => prefix + name)],
    refused: [...set.refused, ...more.refused.map(({ picture, reason }) => ({ picture: prefix + picture, reason }))],
  };
}
