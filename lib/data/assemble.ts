import { CLASSES, type Dataset } from "./dataset.ts";
import { gunzipIfCompressed } from "./gzip.ts";
import { type LabelledPictures, pairImagesWithLabels, parseIdxLabels, parseIdxPictures } from "./idx.ts";
import { FILE_NAMES, nameByChecksums } from "./known_datasets.ts";
import { checkImageCount } from "./most_images.ts";
import { sha256Of } from "./sha256.ts";

/** One file as it was found. */
export interface FoundFile {
  /** Names the file in errors. */
  readonly path: string;
  /** Its bytes, gzip or not. */
  readonly bytes: Uint8Array;
}

/** Puts the pictures of a data set into frames of 28x28 pixels, and says what was done to them. */
export type FrameSets = (
  train: LabelledPictures,
  test: LabelledPictures,
) => Pick<Dataset, "train" | "test" | "notices">;

/**
 * Makes a data set of its four files.
 *
 * @param found Training images, training labels, test images, test labels.
 * @param source The package with its version, or the folder.
 * @param frameSets Puts pictures into frames; by default they are taken to be framed, light ink on dark ground.
 * @returns The data set; its pixels and labels are views of the uncompressed bytes, but where framing changed them.
 * @throws {SyntaxError} If a file is not sound.
 * @throws {RangeError} If a label is above 9, images and labels differ in number, a set is too large, a class has no
 * training image, or pictures cannot be framed.
 */
export function assembleDataset(
  found: readonly [FoundFile, FoundFile, FoundFile, FoundFile],
  source: string,
  frameSets: FrameSets = asTheyAre,
): Dataset {
  const contents = found.map(({ path, bytes }) => gunzipIfCompressed(bytes, path));
  const [trainImages, trainLabels, testImages, testLabels] = contents as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const [trainImagesFile, trainLabelsFile, testImagesFile, testLabelsFile] = found;
  const train = pairImagesWithLabels(
    parseIdxPictures(trainImages, trainImagesFile.path),
    parseIdxLabels(trainLabels, trainLabelsFile.path),
    trainImagesFile.path,
    trainLabelsFile.path,
  );
  const test = pairImagesWithLabels(
    parseIdxPictures(testImages, testImagesFile.path),
    parseIdxLabels(testLabels, testLabelsFile.path),
    testImagesFile.path,
    testLabelsFile.path,
  );
  checkImageCount(train.pictures.count, `Reading ${trainImagesFile.path}`, "images");
  checkImageCount(test.pictures.count, `Reading ${testImagesFile.path}`, "images");
  checkEveryClass(train.labels, trainLabelsFile.path);
  const files = FILE_NAMES.map((name, index) => ({ name, sha256: sha256Of(contents[index]!) }));
  return {
    ...frameSets(train, test),
    identity: {
      name: nameByChecksums(files),
      source,
      files,
      trainImages: train.pictures.count,
      testImages: test.pictures.count,
    },
  };
}

function asTheyAre(...sets: readonly [LabelledPictures, LabelledPictures]): Pick<Dataset, "train" | "test"> {
  const [train, test] = sets.map(({ pictures: { count, pixels }, labels }) => ({ images: { count, pixels }, labels }));
  return { train: train!, test: test! };
}

function checkEveryClass(labels: Uint8Array, fileName: string): void {
  const counts = new Array<number>(CLASSES).fill(0);
  for (const label of labels) counts[label]!++;
  const missing = counts.flatMap((count, label) => count === 0 ? [label] : []);
  if (missing.length > 0) {
    throw new RangeError(
      `Reading ${fileName}: found no training image of class ${missing.join(", ")} (images of classes 0 to ` +
        `${CLASSES - 1}: ${counts.join(", ")}), wanted some of every class`,
    );
  }
}
