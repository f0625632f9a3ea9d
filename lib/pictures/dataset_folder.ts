import { join } from "node:path";
import { assembleDataset, type FoundFile } from "../data/assemble.ts";
import type { Dataset } from "../data/dataset.ts";
import { FILE_NAMES } from "../data/known_datasets.ts";
import { findOtherNames } from "../data/other_names.ts";
import { readFileIfThere } from "../data/read_file.ts";
import { frameSets } from "./frame_sets.ts";

/**
 * Any data set of grey images in 2 to 64 classes from a folder with the four IDX files, each as `train-images-idx3-ubyte` or
 * `train-images.idx3-ubyte`, plain or with `.gz`, or in a folder of such a name, as Kaggle's archive of MNIST has them.
 * Plain files go before compressed ones, and both before those in folders.
 *
 * @param dir The folder.
 * @returns The data set, named by its checksums.
 * @throws {Error} If the folder or a file is missing or cannot be read; with a hint where the folder holds what looks like
 * a data set under other names.
 * @throws {SyntaxError} If a file is not sound.
 * @throws {RangeError} If labels leave a gap or name other than 2 to 64 classes, images and labels differ in number, or a class has no training image.
 */
export async function loadDatasetFolder(dir: string): Promise<Dataset> {
  await checkFolder(dir);
  const found: (FoundFile | undefined)[] = [];
  for (const name of FILE_NAMES) found.push(await findFile(dir, name));
  const missing = FILE_NAMES.filter((_, index) => found[index] === undefined);
  if (missing.length > 0) {
    const doing = `Loading the data set in ${dir}`;
    const other = await findOtherNames(dir, spellings(missing[0]!));
    if (other !== undefined) {
      const error = new Error(`${doing}: found ${other.found}, wanted a folder with ${FILE_NAMES.join(", ")}`);
      throw Object.assign(error, { hint: other.advice });
    }
    const lookedFor = missing.map((name) => `none of ${spellings(name).join(", ")}`);
    throw new Error(`${doing}: found ${lookedFor.join("; ")}, wanted one of each`);
  }
  return assembleDataset(found as [FoundFile, FoundFile, FoundFile, FoundFile], dir, frameSets);
}

async function checkFolder(dir: string): Promise<void> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(dir);
  } catch (error) {
    const problem = error instanceof Deno.errors.NotFound
      ? "found no such folder"
      : `found an error (${(error as Error).message})`;
    throw new Error(`Loading the data set in ${dir}: ${problem}, wanted a folder with ${FILE_NAMES.join(", ")}`, {
      cause: error,
    });
  }
  if (!info.isDirectory) {
    throw new Error(`Loading the data set in ${dir}: found a file, wanted a folder with ${FILE_NAMES.join(", ")}`);
  }
}

function spellings(name: string): string[] {
  const dotted = name.replace("-idx", ".idx");
  return [name, dotted, `${name}.gz`, `${dotted}.gz`];
}

async function findFile(dir: string, name: string): Promise<FoundFile | undefined> {
  const names = spellings(name);
  const folders: string[] = [];
  for (const spelling of names) {
    const path = join(dir, spelling);
    if (await isFolder(path)) {
      folders.push(path);
      continue;
    }
    const bytes = await readFileIfThere(path);
    if (bytes !== undefined) return { path, bytes };
  }
  for (const path of folders.flatMap((folder) => names.map((spelling) => join(folder, spelling)))) {
    const bytes = await readFileIfThere(path);
    if (bytes !== undefined) return { path, bytes };
  }
  return undefined;
}

async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}
