/**
 * Files in which a person says what pictures show: a table, or a JSON array of one array of indices a class.
 *
 * @module
 */
import papaparse from "papaparse";
import { readText } from "../data/read_text.ts";

/** A line that says what a picture shows. */
export interface LabelRow {
  /** A path, a file's name, or an index. */
  readonly picture: string;
  /** Not empty. */
  readonly label: string;
  /** Where it stands, for errors, such as "line 3". */
  readonly where: string;
}

const PICTURE_COLUMNS = ["picture", "file", "filename", "file_name", "path", "image", "index"];
const LABEL_COLUMNS = ["label", "class"];

/**
 * Reads labels from a file: CSV of any of the usual separators, with a header that names a column `file`, `picture` or `index`
 * and one `label`, or without a header and the two in this order; or JSON. Rows without a label are passed over: such are in a
 * file that is still to be filled in.
 *
 * @param path The file.
 * @param doing Names what is being done in errors.
 * @throws {Error} If it cannot be read.
 * @throws {SyntaxError} If it is neither.
 */
export async function readLabelRows(path: string, doing: string): Promise<LabelRow[]> {
  const text = await readText(path).catch((cause) => {
    const missing = cause instanceof Deno.errors.NotFound;
    const found = missing ? "found no such file" : `found an error (${messageOf(cause)})`;
    throw new Error(`${doing}: ${found}, wanted a CSV or JSON file of labels, or a folder with a subfolder a class`, {
      cause,
    });
  });
  return /^\s*\[/.test(text) ? jsonRows(text, doing) : csvRows(text, doing);
}

function csvRows(text: string, doing: string): LabelRow[] {
  const { data, errors } = papaparse.parse<string[]>(text, { skipEmptyLines: "greedy" });
  const bad = errors.find(({ type }) => type === "Quotes");
  if (bad) throw new SyntaxError(`${doing}: found at row ${(bad.row ?? 0) + 1} ${bad.message}, wanted a CSV file`);
  const head = (data[0] ?? []).map((cell) => cell.trim().toLowerCase());
  const columnOf = (names: readonly string[]) => head.findIndex((cell) => names.includes(cell));
  const [picture, label] = [columnOf(PICTURE_COLUMNS), columnOf(LABEL_COLUMNS)];
  if ((picture < 0) !== (label < 0)) {
    throw new SyntaxError(
      `${doing}: found the columns ${head.join(", ")}, wanted one of ${PICTURE_COLUMNS.join(", ")} and one of ` +
        LABEL_COLUMNS.join(", "),
    );
  }
  const columns = picture < 0 ? { picture: 0, label: 1 } : { picture, label };
  const first = picture < 0 ? 0 : 1;
  return data.slice(first).flatMap((cells, row) => {
    const where = `row ${row + first + 1}`;
    const [name, value] = [cells[columns.picture]?.trim(), cells[columns.label]?.trim()];
    if (!name) throw new SyntaxError(`${doing}: found at ${where} no picture, wanted a file's name or an index`);
    if (value === undefined) {
      throw new SyntaxError(`${doing}: found at ${where} one column, wanted a picture and a label`);
    }
    return value === "" ? [] : [{ picture: name, label: value, where }];
  });
}

function jsonRows(text: string, doing: string): LabelRow[] {
  const wanted = "an array of one array of indices a class";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`${doing}: found no valid JSON, wanted ${wanted}`, { cause });
  }
  return (value as unknown[]).flatMap((row, label) => {
    if (!Array.isArray(row) || !row.every((index) => Number.isSafeInteger(index) && index >= 0)) {
      throw new SyntaxError(`${doing}: found at class ${label} no array of whole numbers, wanted ${wanted}`);
    }
    return row.map((index) => ({ picture: String(index), label: String(label), where: `class ${label}` }));
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
