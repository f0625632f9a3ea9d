import { CLASSES, type LabelledSet } from "../../data/dataset.ts";
import type { StoryPictures } from "../../record/pictures.ts";
import { cellSamples } from "../../score/cell_samples.ts";
import type { CosineTensor } from "../../infer/cosine_tensor.ts";
import { labelFreePredictions } from "../../score/label_free.ts";
import { labelInformedScores } from "../../score/label_informed.ts";
import { type JudgedImages, type SampleChoice, samplesByClass } from "../../score/samples_by_class.ts";
import { cellPictures, galleryOf, labelledGallery } from "../picture_sets.ts";

/** Pictures shown of each class at either end. */
const EXTREMES_PER_CLASS = 6;

/** What both scores take images for. */
export interface BothPredictions {
  /** u8 [images] */
  readonly informed: Uint8Array;
  /** u8 [images] */
  readonly free: Uint8Array;
}

/** What a notebook protocol's pictures are chosen from. */
export interface PictureEvidence {
  readonly train: LabelledSet;
  readonly test: LabelledSet;
  /** Row d: training-set indices of digit d's labelled images. */
  readonly labelledTrainIndices: readonly (readonly number[])[];
  /** The images kept, with pseudo-labels and similarities. */
  readonly kept: JudgedImages & {
    /** Classes by the label-free score; absent where it chose the pseudo-labels. */
    readonly labelFree?: Uint8Array;
  };
  readonly stage1Test: BothPredictions;
  readonly stage2Test: BothPredictions;
}

/** What both scores take a labelled set for. */
export function bothPredictions(cosines: CosineTensor, labels: Uint8Array): BothPredictions {
  return { informed: labelInformedScores(cosines, labels).predictions, free: labelFreePredictions(cosines) };
}

/** The pictures of a run of the published or the corrected protocol. Nothing in the run follows from them. */
export function notebookPictures(evidence: PictureEvidence): StoryPictures {
  const { train, test, kept, stage1Test, stage2Test } = evidence;
  const sample = (
    kind: "highest" | "lowest" | "wrong" | "disputed",
    choice: Omit<SampleChoice, "classes" | "perClass">,
  ) => {
    const entries = samplesByClass(kept, { classes: CLASSES, perClass: EXTREMES_PER_CLASS, ...choice });
    const indices = entries.map((entry) => kept.indices[entry]!);
    return galleryOf(train.images, {
      kind,
      indices,
      labels: indices.map((index) => train.labels[index]!),
      predicted: entries.map((entry) => kept.predicted[entry]!),
      values: entries.map((entry) => Number(kept.values[entry]!.toFixed(6))),
      ...(kept.labelFree && { labelFree: entries.map((entry) => kept.labelFree![entry]!) }),
    });
  };
  const { labelFree } = kept;
  const cells = cellPictures(test.images, {
    "stage1-informed": cellSamples([stage1Test.informed], test.labels, CLASSES),
    "stage1-free": cellSamples([stage1Test.free], test.labels, CLASSES),
    "stage2-informed": cellSamples([stage2Test.informed], test.labels, CLASSES),
    "stage2-free": cellSamples([stage2Test.free], test.labels, CLASSES),
  });
  return {
    galleries: [
      ...labelledGallery(train.images, evidence.labelledTrainIndices),
      ...sample("highest", { from: "highest" }),
      ...sample("lowest", { from: "lowest" }),
      ...sample("wrong", {
        from: "highest",
        where: (entry) => kept.predicted[entry] !== train.labels[kept.indices[entry]!],
      }),
      ...(labelFree === undefined ? [] : sample("disputed", {
        from: "highest",
        where: (entry) => labelFree[entry] !== kept.predicted[entry],
      })),
    ],
    ...(cells && { cells }),
  };
}
