/**
 * What is said of a step that is over.
 *
 * @param share Done of it, from 0 to 1.
 * @param parts What came of it, and how long it took; empty ones are left out.
 * @returns For example `Stage 1: 100 %, 43 tries, 6.9 s`.
 */
export function stepEnd(name: string, share: number, parts: readonly string[]): string {
  return `${name}: ${[`${Math.floor(100 * share)} %`, ...parts].filter((part) => part !== "").join(", ")}`;
}
