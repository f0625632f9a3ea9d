/**
 * Lays a JSON value out so that it can be read and compared line by line: two spaces a level, arrays of numbers on one line.
 *
 * @param value Anything that JSON can hold; `undefined` properties are left out.
 * @returns The text, with a newline at its end.
 * @throws {TypeError} Part of the value is none of what JSON holds, such as NaN.
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatRecordJson } from "./record_json.ts";
 *
 * assert.equal(formatRecordJson({ tries: [1, 2] }), '{\n  "tries": [1, 2]\n}\n');
 * ```
 */
export function formatRecordJson(value: unknown): string {
  return format(value, "") + "\n";
}

function format(value: unknown, indent: string): string {
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  const deeper = indent + "  ";
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item === "number")) {
      return `[${value.map((item) => format(item, "")).join(", ")}]`;
    }
    return block("[", value.map((item) => format(item, deeper)), "]", indent);
  }
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return block("{", entries.map(([key, item]) => `${JSON.stringify(key)}: ${format(item, deeper)}`), "}", indent);
  }
  throw new TypeError(`Writing JSON: found ${String(value)}, wanted a string, a finite number, a boolean or null`);
}

function block(open: string, items: string[], close: string, indent: string): string {
  if (items.length === 0) return open + close;
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(",\n")}\n${indent}${close}`;
}
