import { join } from "node:path";

/** What is to be known of a relative of MNIST before its files are used. */
const RELATIVES: readonly (readonly [name: RegExp, advice: string])[] = [
  [
    /^emnist\b/i,
    "of EMNIST's sets take one: digits and mnist have ten classes, 0 to 9; letters has 26, counted from 1. Its test files are called test, not " +
    "t10k. Its images lie transposed: swap rows and columns of each, or predict will not know upright digits",
  ],
  [
    /^qmnist\b/i,
    "QMNIST's test files are called test, not t10k. Its labels (idx2-int) are rows of eight numbers, of which the first " +
    "is the digit: write these alone, a byte each, into files of the idx1-ubyte kind",
  ],
  [
    /^(kmnist|k49)\b/i,
    "of KMNIST take the files in MNIST's format: NumPy archives (.npz) are not read, and Kuzushiji-49 has 49 classes",
  ],
];

/** The name of a data set's file behind the data set's own, such as emnist-digits-train-images-idx3-ubyte.gz. */
const OTHER_NAME = /^(.+?)[-_.](?:train|t10k|test|valid\w*)[-_.](?:images|imgs|labels)\b.*$/i;

/** What a folder holds in the place of the wanted files. */
export interface OtherNames {
  readonly found: string;
  /** What to do, one or more pieces of advice. */
  readonly advice: readonly string[];
}

/**
 * Looks for a data set that lies in a folder under other names than the wanted, or in a folder below.
 *
 * @param dir The folder, in which files are missing.
 * @param wanted Spellings of one of those.
 * @returns `undefined` if nothing there looks like a data set.
 */
export async function findOtherNames(dir: string, wanted: readonly string[]): Promise<OtherNames | undefined> {
  const names = (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name).sort();
  const named = names.filter((name) => OTHER_NAME.test(name));
  const sets = [...new Set(named.map((name) => name.match(OTHER_NAME)![1]!))];
  if (named.length > 0) {
    return {
      found: sets.length === 1
        ? `files whose names begin with ${sets[0]} (${named.join(", ")})`
        : `files of several data sets (${sets.join(", ")})`,
      advice: [
        "copy the four files of one set into a folder of their own and give them the wanted names",
        ...RELATIVES.filter(([family]) => sets.some((set) => family.test(set))).map(([, advice]) => advice),
      ],
    };
  }
  for (const name of names) {
    const lie = await Promise.all(wanted.map((spelling) => isThere(join(dir, name, spelling))));
    if (lie.includes(true)) return { found: `the files in its folder ${name}`, advice: ["name that folder"] };
  }
  return undefined;
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
