import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a run's outcome hangs on beside its data and its machine. Documents, tests and runs that lie in a checkout do not. */
const PROGRAM = ["deno.json", "deno.lock", "lib", "tasks"];
const CODE = /\.(ts|tsx|wgsl|css|json|lock)$/;

/**
 * Tells two states of the program apart, edits that no commit has among them. Git's own word, "changed", does not tell one
 * edit from another, and there may be no git.
 *
 * @param dir The top of the program; by default this one's.
 * @returns SHA-256 of its files' names and contents, in lower-case hexadecimal.
 * @throws {Error} If one cannot be read.
 */
export async function codeDigest(
  dir: string = fileURLToPath(new URL("../../", import.meta.url)),
): Promise<string> {
  const digest = createHash("sha256");
  for (const name of PROGRAM) {
    for (const path of await codeFiles(dir, name)) {
      const contents = await Deno.readFile(join(dir, path));
      digest.update(`${path}\0${contents.length}\0`).update(contents);
    }
  }
  return digest.digest("hex");
}

/** Paths from the program's top with slashes, in one order everywhere; what an editor keeps beside a file is left out. */
async function codeFiles(dir: string, path: string): Promise<string[]> {
  const info = await Deno.stat(join(dir, path)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  });
  if (info?.isDirectory) {
    const names = (await Array.fromAsync(Deno.readDir(join(dir, path)))).map(({ name }) => name);
    const visible = names.filter((name) => !name.startsWith(".")).sort();
    return (await Promise.all(visible.map((name) => codeFiles(dir, `${path}/${name}`)))).flat();
  }
  return info !== undefined && CODE.test(path) ? [path] : [];
}
