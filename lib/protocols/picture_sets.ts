/**
 * Puts the pictures of a report together from the images and from what was decided about them.
 *
 * @module
 */
import type { ImageSet } from "../data/dataset.ts";
import type { CellPictures, Gallery, MatrixName } from "../record/pictures.ts";
import { packSprites, pictureOf, type SpriteSheet } from "../record/sprite_sheet.ts";

/** Labelled images shown of each class, at most. */
const LABELLED_PER_CLASS = 20;
/** Pictures in a row of a gallery's sheet. */
const GALLERY_COLUMNS = 20;
/** Pictures in a row of a large sheet. */
const SHEET_COLUMNS = 48;

/** A gallery in a list; an empty list if there is nothing to show. */
export function galleryOf(images: ImageSet, gallery: Omit<Gallery, "sheet">): Gallery[] {
  if (gallery.indices.length === 0) return [];
  return [{ ...gallery, sheet: sheetOf(images, gallery.indices, GALLERY_COLUMNS) }];
}

/** The labelled images, the first of each class. */
export function labelledGallery(images: ImageSet, byClass: readonly (readonly number[])[]): Gallery[] {
  const shown = byClass.map((row) => row.slice(0, LABELLED_PER_CLASS));
  return galleryOf(images, {
    kind: "labelled",
    indices: shown.flat(),
    labels: shown.flatMap((row, label) => row.map(() => label)),
  });
}

/** Every image of the cells, once; undefined if there is none. */
export function cellPictures(
  images: ImageSet,
  cells: Readonly<Partial<Record<MatrixName, readonly (readonly (readonly number[])[])[]>>>,
): CellPictures | undefined {
  const indices = [...new Set(Object.values(cells).flat(3) as number[])].sort((a, b) => a - b);
  if (indices.length === 0) return undefined;
  const places = new Map(indices.map((index, place) => [index, place]));
  const matrices: CellPictures["matrices"] = {};
  for (const [name, rows] of Object.entries(cells)) {
    matrices[name as MatrixName] = rows.map((row) => row.map((cell) => cell.map((index) => places.get(index)!)));
  }
  return { indices, sheet: sheetOf(images, indices, SHEET_COLUMNS), matrices };
}

/** Some images of a set on one sheet, in the order given. */
export function sheetOf(
  { pixels }: ImageSet,
  indices: readonly number[],
  columns: number = SHEET_COLUMNS,
): SpriteSheet {
  return packSprites(indices.map((index) => pictureOf(pixels, index)), columns);
}
