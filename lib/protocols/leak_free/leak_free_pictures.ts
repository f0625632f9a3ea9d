import type { StoryPictures } from "../../record/pictures.ts";
import type { LeakFreeSamples } from "../../score/leak_free_samples.ts";
import type { DigitMap } from "./digit_map.ts";
import type { LeakFreeInput } from "./leak_free.ts";
import type { LeakFreeDrawChoice } from "./leak_free_draws.ts";
import { cellPictures, galleryOf, labelledGallery, sheetOf } from "../picture_sets.ts";

/** The pictures of a leak-free run: of its first draw, and of all draws' confusion matrix, and of the map. */
export function leakFreePictures(
  { trainImages, testImages }: Pick<LeakFreeInput, "trainImages" | "testImages">,
  [first]: readonly LeakFreeDrawChoice[],
  samples: LeakFreeSamples,
  map: Pick<DigitMap, "indices">,
): StoryPictures {
  const cells = cellPictures(testImages, { "leak-free": samples.cells });
  return {
    galleries: [
      ...labelledGallery(trainImages, first?.byClass ?? []),
      ...samples.pseudoLabels.flatMap((sample) => galleryOf(trainImages, sample)),
      ...galleryOf(testImages, { kind: "misread", ...samples.misread }),
    ],
    ...(cells && { cells }),
    map: sheetOf(trainImages, map.indices),
  };
}
