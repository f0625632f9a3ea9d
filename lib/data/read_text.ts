/**
 * Reads a text file of a person's: UTF-8, or what its byte order mark says, as some editors and shells write before text.
 *
 * @param path The file.
 * @returns The text without the mark.
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {Error} If it cannot be read.
 */
export async function readText(path: string): Promise<string> {
  const bytes = await Deno.readFile(path);
  const startsWith = (...mark: number[]) => mark.every((byte, i) => bytes[i] === byte);
  const encoding = startsWith(0xff, 0xfe) ? "utf-16le" : startsWith(0xfe, 0xff) ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}
