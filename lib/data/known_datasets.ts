import type { DataFileIdentity } from "./dataset.ts";

/** The standard names of a data set's four files: training images and labels, test images and labels. */
export const FILE_NAMES = [
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
] as const;

/** One of the standard file names. */
export type FileName = typeof FILE_NAMES[number];

/** What a data set is called whose checksums are not known. */
export const UNKNOWN_DATASET = "unknown data set";

/** SHA-256 of the four uncompressed files by data set. Source: MNIST's files as distributed; Debian's dataset-fashion-mnist. */
export const KNOWN_CHECKSUMS: Readonly<Record<"MNIST" | "Fashion-MNIST", Readonly<Record<FileName, string>>>> = {
  "MNIST": {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
  },
  "Fashion-MNIST": {
    "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
  },
};

/**
 * Names a data set by its checksums.
 *
 * @param files The four files.
 * @returns The name of the set whose four checksums these are, or "unknown data set".
 */
export function nameByChecksums(files: readonly DataFileIdentity[]): string {
  const found = new Map(files.map((file) => [file.name, file.sha256]));
  for (const [name, checksums] of Object.entries(KNOWN_CHECKSUMS)) {
    if (FILE_NAMES.every((file) => found.get(file) === checksums[file])) return name;
  }
  return UNKNOWN_DATASET;
}
