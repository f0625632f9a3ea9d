import type { LeakFreeOptions } from "../../config/leak_free_options.ts";
import { drawLabelled } from "../../data/draw.ts";
import { readLabelledIndices } from "../../data/labelled_indices.ts";
import type { LabelledImages } from "../../spread/propagation.ts";
import { TorchGenerator } from "../../random/torch_generator.ts";

/** Which images a run may see the labels of. */
export interface LeakFreeDrawChoice {
  /** Null where the images were named in a file; of draws without labels the seed of their groups and networks. */
  readonly drawSeed: number | null;
  /** Row c: training indices of class c. */
  readonly byClass: number[][];
  /** The same in one list, with labels. */
  readonly labelled: LabelledImages;
}

/**
 * Chooses the labelled images. Drawing some of each class takes all training labels; nothing but the draw leaves here.
 *
 * Draw i is the notebook's draw under `manual_seed(drawSeed + i)`; for no labels a class, it is the seed alone.
 *
 * @param trainLabels u8 [training images], 0 to `classes` − 1.
 * @throws {RangeError} If a class has too few images, or a file names a wrong one.
 * @throws {Error} If a file cannot be read, or is not of the form wanted.
 */
export async function chooseDraws(
  options: Pick<LeakFreeOptions, "draws" | "drawSeed" | "labelsPerClass" | "labelledIndices">,
  trainLabels: Uint8Array,
  classes: number,
): Promise<LeakFreeDrawChoice[]> {
  if (options.labelledIndices !== "") {
    return [choice(null, await readLabelledIndices(options.labelledIndices, trainLabels, classes))];
  }
  return Array.from({ length: options.draws }, (_, i) => {
    const drawSeed = options.drawSeed + i;
    if (options.labelsPerClass === 0) return choice(drawSeed, Array.from({ length: classes }, () => []));
    return choice(drawSeed, drawLabelled(trainLabels, options.labelsPerClass, new TorchGenerator(drawSeed), classes));
  });
}

function choice(drawSeed: number | null, byClass: number[][]): LeakFreeDrawChoice {
  return {
    drawSeed,
    byClass,
    labelled: {
      indices: byClass.flat(),
      labels: byClass.flatMap((row, label) => row.map(() => label)),
      classes: byClass.length,
    },
  };
}
