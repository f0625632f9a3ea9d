import type { Dataset, LabelledSet } from "../data/dataset.ts";
import type { LabelledPictures } from "../data/idx.ts";
import { inkAndGround, type Shades } from "../data/ink_and_ground.ts";
import { frameArray } from "./frame_array.ts";

/**
 * Puts the pictures of a data set into their frames, light ink on dark ground. Training images alone say what is to be done to
 * shades, in both sets: test images are looked at one by one.
 *
 * @throws {RangeError} If all pixels of the training images are one shade.
 */
export function frameSets(
  train: LabelledPictures,
  test: LabelledPictures,
): Pick<Dataset, "train" | "test" | "notices"> {
  const shades = inkAndGround(train.pictures, "training images");
  const framedTrain = framedSet(train, shades, "training images");
  const framedTest = framedSet(test, { ...shades, notices: [] }, "test images");
  const notices = [...framedTrain.notices, ...framedTest.notices];
  return { train: framedTrain.set, test: framedTest.set, ...(notices.length > 0 && { notices }) };
}

function framedSet(
  { pictures, labels }: LabelledPictures,
  shades: Shades,
  called: string,
): { readonly set: LabelledSet; readonly notices: readonly string[] } {
  const { pixels, notices } = frameArray(pictures, shades, called, "data set");
  return { set: { images: { count: pictures.count, pixels }, labels }, notices };
}
