/**
 * Reads a file.
 *
 * @param path The file.
 * @returns Its bytes, or `undefined` if there is no such file.
 * @throws {Error} If it is there but cannot be read.
 */
export async function readFileIfThere(path: string | URL): Promise<Uint8Array | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Reading ${path}: found an error (${lowerFirst(reason)}), wanted a file that can be read`, {
      cause: error,
    });
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
