/**
 * Reads how many tests passed and failed off the closing line of `deno test`.
 *
 * @param output What `deno test` printed, with or without colours.
 * @param exitCode Its exit code.
 * @returns One failure where it failed without counting one, as when the tests do not compile.
 */
export function testCounts(output: string, exitCode: number): { passed: number; failed: number } {
  // deno-lint-ignore no-control-regex
  const plain = output.replace(/\x1b\[[0-9;]*m/g, "");
  const closing = [...plain.matchAll(/^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed/gm)].at(-1);
  const [passed, failed] = [Number(closing?.[1] ?? 0), Number(closing?.[2] ?? 0)];
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
