import { z } from "zod";
import { rate } from "./record_fields.ts";
import { SpriteSheet } from "./sprite_sheet.ts";

/** One picture of a gallery. */
export const LabelPicture = z.strictObject({
  /** Its name. */
  picture: z.string(),
  /** What it was called; null where there is no label. */
  label: z.string().nullable(),
  /** How sure that is. */
  share: rate.nullable(),
  /** What it would be called next, if anything. */
  second: z.string().nullable(),
  /** What it shows; of one that a check found wrong alone. */
  truth: z.string().optional(),
});
/** One picture of a gallery. */
export type LabelPicture = z.infer<typeof LabelPicture>;

/** Some of a person's pictures, in rows. */
export const LabelGallery = z.strictObject({
  /** `given`: those whose label was given. `unsure`: the least sure. `suggested`: those to be labelled next. */
  kind: z.enum(["suggested", "unsure", "by-class", "given", "contradicting", "mistaken"]),
  rows: z.array(z.strictObject({ heading: z.string(), pictures: z.array(LabelPicture) })),
  /** All pictures row after row. */
  sheet: SpriteSheet,
}).refine(
  ({ rows, sheet }) => rows.reduce((sum, { pictures }) => sum + pictures.length, 0) <= sheet.columns * sheet.rows,
  "found more pictures than the sheet has, wanted one a place",
);
/** Some of a person's pictures, in rows. */
export type LabelGallery = z.infer<typeof LabelGallery>;

/** The pictures of a report on a person's own. */
export const LabelPictures = z.strictObject({ galleries: z.array(LabelGallery) });
/** The pictures of a report on a person's own. */
export type LabelPictures = z.infer<typeof LabelPictures>;
