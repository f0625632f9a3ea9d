import type { z } from "zod";

/**
 * Puts the first problem of a failed validation in words, with the path of the value that is wrong.
 *
 * @param error What zod's `safeParse` gave or `parse` threw.
 * @returns For example `published.stage1.tries[3]: expected number, received string`.
 */
export function firstSchemaProblem(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return "unknown problem";
  const path = schemaPath(issue.path);
  const message = lowerFirst(issue.message.replace(/^Invalid input: /, ""));
  return path === "" ? message : `${path}: ${message}`;
}

/**
 * Writes a path into a value the way JavaScript would.
 *
 * @param path Keys and indices from the outside in.
 * @returns For example `published.stage1.tries[3]`; the empty string for the value itself.
 */
export function schemaPath(path: readonly PropertyKey[]): string {
  return path.map((key, i) => typeof key === "number" ? `[${key}]` : `${i === 0 ? "" : "."}${String(key)}`).join("");
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
