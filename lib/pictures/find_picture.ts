import { isAbsolute, relative, resolve } from "node:path";
import type { PictureSet } from "./picture_set.ts";

/** Which of a set's pictures a text names: its index; that it is one which was refused; or that it is none, or several. */
export type FoundPicture = number | "refused" | "none" | "several";

/**
 * Makes what finds pictures by what people call them: the path from the folder, with or without the folder's own before it,
 * the file's name alone, either without its ending, or the index in an array.
 *
 * @param path The folder or file of the pictures.
 */
export function pictureFinder(
  { kind, names, refused }: Pick<PictureSet, "kind" | "names" | "refused">,
  path: string,
): (text: string) => FoundPicture {
  const all = [
    ...names.map((name, index) => ({ name, found: index as FoundPicture })),
    ...refused.map(({ picture }) => ({ name: picture, found: "refused" as FoundPicture })),
  ];
  const tableBy = (key: (name: string) => string) => {
    const table = new Map<string, FoundPicture>();
    for (const { name, found } of all) table.set(key(name), table.has(key(name)) ? "several" : found);
    return table;
  };
  const byName = tableBy((name) => name);
  if (kind !== "folder") {
    // Tables that were computed with write whole numbers as 12.0.
    return (text) => byName.get(text.replace(/^(\d+)\.0+$/, "$1").replace(/^0+(?=\d)/, "")) ?? "none";
  }
  const tables = [byName, tableBy(withoutEnding), tableBy(lastPart), tableBy((name) => withoutEnding(lastPart(name)))];
  return (text) => {
    const name = text.replaceAll("\\", "/").replace(/^\.\//, "");
    const fromFolder = relative(resolve(path), resolve(text)).replaceAll("\\", "/");
    const spellings = fromFolder.startsWith("..") || isAbsolute(fromFolder) ? [name] : [name, fromFolder];
    for (const table of tables) {
      for (const spelling of spellings) {
        const found = table.get(spelling);
        if (found !== undefined) return found;
      }
    }
    return "none";
  };
}

function withoutEnding(name: string): string {
  return name.replace(/\.[^./]+$/, "");
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
