/**
 * A value as the text of a JSON file with a checksum, so that a reader knows whether it is whole and unchanged:
 * `{ "sha256": …, KEY: value }`.
 *
 * @module
 */
import { sha256Of } from "../data/sha256.ts";
import { formatRecordJson } from "../record/record_json.ts";

/**
 * Lays a value out as a file's text.
 *
 * @param key What the file calls the value.
 */
export function encodeCheckedJson(key: string, value: unknown): string {
  // Once through JSON, so that what is summed is what a reader gets.
  const plain: unknown = JSON.parse(JSON.stringify(value));
  return formatRecordJson({ sha256: checksumOfJson(plain), [key]: plain });
}

/**
 * Reads a value back.
 *
 * @param key What the file calls the value.
 * @returns The value in an object, or `undefined` if the text is not whole and unchanged.
 */
export function decodeCheckedJson(
  key: string,
  text: string,
): { readonly value: unknown } | undefined {
  const file = parsed(text);
  if (typeof file !== "object" || file === null || !("sha256" in file) || !(key in file)) return undefined;
  const value = (file as Record<string, unknown>)[key];
  return file.sha256 === checksumOfJson(value) ? { value } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checksumOfJson(value: unknown): string {
  return sha256Of(new TextEncoder().encode(JSON.stringify(value)));
}
