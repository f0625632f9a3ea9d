/**
 * `pictures.json`, a file beside the record: the digits that a run's report shows. The record does without it, and so does
 * the report, which then has fewer pictures.
 *
 * @module
 */
import { z } from "zod";
import { firstSchemaProblem } from "../config/schema_error.ts";
import { MOST_CLASSES } from "../config/class_limits.ts";
import { LabelPictures } from "./label_pictures.ts";
import { count, perClass } from "./record_fields.ts";
import { SpriteSheet } from "./sprite_sheet.ts";

/** Name of the file in a run's folder. */
export const PICTURES_FILE = "pictures.json";

/** The version of the schema below; raised whenever a reader of the older one would misread the newer. */
export const PICTURES_VERSION = 1;

const classes = z.array(count.max(MOST_CLASSES - 1));

/** Images that have something in common. Entry i of every list is about picture i of the sheet. */
export const Gallery = z.strictObject({
  /**
   * `labelled`: those whose label was given. `highest`, `lowest`: pseudo-labels by similarity or confidence, some of each
   * class. `wrong`: pseudo-labels that are not the true class. `disputed`: those that the label-free score reads otherwise.
   * `misread`: test images whose predicted class is not the true one.
   */
  kind: z.enum(["labelled", "highest", "lowest", "wrong", "disputed", "misread"]),
  /** Indices into the training set, or into the test set for misread images. */
  indices: z.array(count).min(1),
  /** True classes. */
  labels: classes,
  /** Pseudo-labels, or predicted classes of misread images; absent for labelled images. */
  predicted: classes.optional(),
  /** Similarity or confidence of pseudo-labels. */
  values: z.array(z.number()).optional(),
  /** What the label-free score takes them for; only where it did not choose the pseudo-label. */
  labelFree: classes.optional(),
  sheet: SpriteSheet,
}).refine(
  ({ indices, labels, predicted, values, labelFree, sheet }) =>
    indices.length <= sheet.columns * sheet.rows &&
    [labels, predicted, values, labelFree].every((list) => list === undefined || list.length === indices.length),
  "found lists of several lengths, wanted one entry a picture in each",
);
/** Images that have something in common. */
export type Gallery = z.infer<typeof Gallery>;

/** The matrices whose cells have pictures. */
export const MATRIX_NAMES = ["stage1-informed", "stage1-free", "stage2-informed", "stage2-free", "leak-free"] as const;
/** One of them. */
export type MatrixName = (typeof MATRIX_NAMES)[number];

/** Test images by cell of a confusion matrix. */
export const CellPictures = z.strictObject({
  /** Test-set index of each picture of the sheet, rising. */
  indices: z.array(count).min(1),
  sheet: SpriteSheet,
  /** [true class][predicted class]: places on the sheet, the first of the cell's images by index. */
  matrices: z.partialRecord(z.enum(MATRIX_NAMES), perClass(perClass(z.array(count)))),
}).refine(
  ({ indices, sheet, matrices }) =>
    indices.length <= sheet.columns * sheet.rows &&
    Object.values(matrices).flat(3).every((place) => place < indices.length) &&
    Object.values(matrices).every((rows) => rows.every((row) => row.length === rows.length)),
  "found a place without a picture, or rows of several lengths, wanted places on the sheet in square matrices",
);
/** Test images by cell of a confusion matrix. */
export type CellPictures = z.infer<typeof CellPictures>;

/** The pictures of one protocol's part of the report. */
export const StoryPictures = z.strictObject({
  galleries: z.array(Gallery),
  cells: CellPictures.optional(),
  /** Of the points of `leakFree.map`, in their order. */
  map: SpriteSheet.optional(),
});
/** The pictures of one protocol's part of the report. */
export type StoryPictures = z.infer<typeof StoryPictures>;

/** `pictures.json`. */
export const RunPictures = z.strictObject({
  picturesVersion: z.literal(PICTURES_VERSION),
  /** Of the published or the corrected protocol. */
  notebook: StoryPictures.optional(),
  leakFree: StoryPictures.optional(),
  /** Of a person's own pictures. */
  label: LabelPictures.optional(),
});
/** `pictures.json`. */
export type RunPictures = z.infer<typeof RunPictures>;

/**
 * Reads `pictures.json`.
 *
 * @param text Its contents.
 * @param path For errors.
 * @throws {SyntaxError} If it is not JSON, or does not fit its schema.
 */
export function parsePictures(text: string, path: string): RunPictures {
  const doing = `Reading the pictures ${path}`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`${doing}: found something that is not JSON`, { cause });
  }
  const parsed = RunPictures.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SyntaxError(`${doing}: found a wrong value at ${firstSchemaProblem(parsed.error)}`);
}
