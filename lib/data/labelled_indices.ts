import { readText } from "./read_text.ts";

/**
 * Reads which training images are labelled from a file: a JSON array of one array of training indices a class.
 *
 * Of the labels it looks at those of the indices alone, and an error says no more of them than that they are others.
 *
 * @param path The file.
 * @param trainLabels u8 [training images].
 * @param classes Of the data set.
 * @returns A row a class of indices, row c of class c.
 * @throws {Error} If the file cannot be read.
 * @throws {SyntaxError} If it is not JSON.
 * @throws {TypeError} If it is not one array a class of whole numbers, each with at least one.
 * @throws {RangeError} If an index is out of range, is there twice, or is not of its row's class.
 */
export async function readLabelledIndices(path: string, trainLabels: Uint8Array, classes: number): Promise<number[][]> {
  const doing = `Reading labelled indices from ${path}`;
  let text: string;
  try {
    text = await readText(path);
  } catch (cause) {
    const found = cause instanceof Deno.errors.NotFound ? "found no such file" : `found an error (${messageOf(cause)})`;
    throw new Error(`${doing}: ${found}, wanted a JSON array of one array of training indices a class`, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`${doing}: found no valid JSON, wanted an array of one array of training indices a class`, {
      cause,
    });
  }
  return checkLabelledIndices(value, trainLabels, classes, doing);
}

/** Checks indices as {@linkcode readLabelledIndices} does. */
export function checkLabelledIndices(
  value: unknown,
  trainLabels: Uint8Array,
  classes: number,
  doing: string,
): number[][] {
  if (!Array.isArray(value) || value.length !== classes) {
    const found = Array.isArray(value) ? `an array of ${value.length}` : `a ${typeof value}`;
    throw new TypeError(`${doing}: found ${found}, wanted an array of ${classes} arrays, one a class`);
  }
  const seen = new Set<number>();
  return value.map((row: unknown, label) => {
    if (!Array.isArray(row) || row.length === 0) {
      throw new TypeError(
        `${doing}: found no array of indices at class ${label}, wanted at least one index of each class`,
      );
    }
    return row.map((index: unknown) => {
      if (typeof index !== "number" || !Number.isInteger(index)) {
        throw new TypeError(`${doing}: found ${JSON.stringify(index)} at class ${label}, wanted a whole number`);
      }
      if (index < 0 || index >= trainLabels.length) {
        throw new RangeError(`${doing}: found index ${index} at class ${label}, wanted 0 to ${trainLabels.length - 1}`);
      }
      if (seen.has(index)) throw new RangeError(`${doing}: found index ${index} twice, wanted each image once`);
      if (trainLabels[index] !== label) {
        throw new RangeError(`${doing}: found at class ${label} image ${index}, which is not of that class`);
      }
      seen.add(index);
      return index;
    });
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
