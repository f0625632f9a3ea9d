/** How many tests passed, failed and were left out. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Reads how many tests passed and failed off the closing line of `deno test`.
 *
 * @param output What `deno test` printed, with or without colours.
 * @param exitCode Its exit code.
 * @returns One failure where it failed without counting one, as when the tests do not compile. What it calls ignored is
 * skipped; what a filter kept out is not counted.
 */
export function testCounts(output: string, exitCode: number): TestCounts {
  // deno-lint-ignore no-control-regex
  const plain = output.replace(/\x1b\[[0-9;]*m/g, "");
  const closing = [...plain.matchAll(/^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed.*?(?: \| (\d+) ignored.*)?$/gm)]
    .at(-1);
  const [passed, failed, skipped] = [1, 2, 3].map((group) => Number(closing?.[group] ?? 0)) as [number, number, number];
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed, skipped };
}

/** The counts as a plain line; what was skipped is named only where something was. */
export function describeCounts({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
