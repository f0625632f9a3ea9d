import { join } from "node:path";

const PICTURE = /\.(png|jpe?g)$/i;

/** A name's numbers count as numbers, so that 10.png comes after 9.png; the same order everywhere. */
const order = new Intl.Collator("en", { numeric: true });

/**
 * Finds the pictures of a folder and of those below it: files whose names end as a PNG's or a JPEG's do. What is hidden is
 * passed over, as are links to folders, which may lead in circles.
 *
 * @param dir The folder.
 * @returns Paths from the folder, with slashes, in the order of their names with their numbers counted.
 * @throws {Error} If the folder or one below it cannot be read.
 */
export async function findPictureFiles(dir: string): Promise<string[]> {
  const found = await filesBelow(dir, "");
  return found.sort((a, b) => order.compare(a, b) || (a < b ? -1 : 1));
}

async function filesBelow(dir: string, path: string): Promise<string[]> {
  const entries: Deno.DirEntry[] = [];
  try {
    for await (const entry of Deno.readDir(join(dir, path))) entries.push(entry);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Looking for pictures in ${join(dir, path)}: found an error (${message}), wanted a folder`, {
      cause,
    });
  }
  const visible = entries.filter(({ name }) => !name.startsWith("."));
  const lists = await Promise.all(visible.map(async ({ name, isDirectory }) => {
    const inside = path === "" ? name : `${path}/${name}`;
    if (isDirectory) return await filesBelow(dir, inside);
    return PICTURE.test(name) ? [inside] : [];
  }));
  return lists.flat();
}
