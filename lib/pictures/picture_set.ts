/**
 * What is known of a person's own pictures: what they look like, and what they are called. No label is here.
 *
 * @module
 */
import type { ImageSet } from "../data/dataset.ts";

/** A picture that could not be used. */
export interface RefusedPicture {
  /** Its name. */
  readonly picture: string;
  /** What was found and what was wanted. */
  readonly reason: string;
}

/** A person's own pictures. */
export interface PictureSet {
  /** Where they come from: files in a folder, or an array of them in one file. */
  readonly kind: "folder" | "idx" | "npy";
  /** The pictures in their frames. */
  readonly images: ImageSet;
  /** Of each: its path from the folder, with slashes, or its index in the file. */
  readonly names: readonly string[];
  /** Those that could not be used; no image is theirs. */
  readonly refused: readonly RefusedPicture[];
  /** What was done to all of them, in sentences without a final period. */
  readonly notices: readonly string[];
}
