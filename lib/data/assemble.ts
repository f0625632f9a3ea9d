import { createHash } from "node:crypto";
import { CLASSES, type Dataset } from "./dataset.ts";
import { gunzipIfCompressed } from "./gzip.ts";
import { inkOnGround } from "./ink_and_ground.ts";
import { pairImagesWithLabels, parseIdxImages, parseIdxLabels } from "./idx.ts";
import { FILE_NAMES, nameByChecksums } from "./known_datasets.ts";
import { checkImageCount } from "./most_images.ts";

/** One file as it was found. */
export interface FoundFile {
  /** Names the file in errors. */
  readonly path: string;
  /** Its bytes, gzip or not. */
  readonly bytes: Uint8Array;
}

/**
 * Makes a data set of its four files.
 *
 * @param found Training images, training labels, test images, test labels.
 * @param source The package with its version, or the folder.
 * @returns The data set, light ink on dark ground; its pixels and labels are views of the uncompressed bytes, but where
 * {@linkcode inkOnGround} changed them.
 * @throws {SyntaxError} If a file is not sound.
 * @throws {RangeError} If a label is above 9, images and labels differ in number, a set is too large, a class has no
 * training image, or the training images are of one shade.
 */
export function assembleDataset(
  found: readonly [FoundFile, FoundFile, FoundFile, FoundFile],
  source: string,
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
    parseIdxImages(trainImages, trainImagesFile.path),
    parseIdxLabels(trainLabels, trainLabelsFile.path),
    trainImagesFile.path,
    trainLabelsFile.path,
  );
  const test = pairImagesWithLabels(
    parseIdxImages(testImages, testImagesFile.path),
    parseIdxLabels(testLabels, testLabelsFile.path),
    testImagesFile.path,
    testLabelsFile.path,
  );
  checkImageCount(train.images.count, `Reading ${trainImagesFile.path}`, "images");
  checkImageCount(test.images.count, `Reading ${testImagesFile.path}`, "images");
  checkEveryClass(train.labels, trainLabelsFile.path);
  const files = FILE_NAMES.map((name, index) => ({ name, sha256: sha256Of(contents[index]!) }));
  const { notices, ...sets } = inkOnGround(train, test);
  return {
    ...sets,
    ...(notices.length > 0 && { notices }),
    identity: {
      name: nameByChecksums(files),
      source,
      files,
      trainImages: train.images.count,
      testImages: test.images.count,
    },
  };
}

/**
 * The SHA-256 of some bytes.
 *
 * @param bytes Any bytes.
 * @returns Their SHA-256 in lower-case hexadecimal.
 */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
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
