/** One thing that the doctor looked at. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, line by line. */
  readonly found: readonly string[];
  /** What to do where it is not well. */
  readonly advice?: string;
}

/** Runs one check; what it throws is what was found. */
export async function check(name: string, look: () => Promise<readonly string[]>): Promise<Check> {
  try {
    return { name, ok: true, found: await look() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const hint = error instanceof Error && "hint" in error ? String(error.hint) : undefined;
    return { name, ok: false, found: [message], ...(hint === undefined ? {} : { advice: hint }) };
  }
}

/** The checks as lines for a terminal. */
export function describeChecks(checks: readonly Check[]): string {
  return checks.map(({ name, ok, found, advice }) =>
    [
      `${ok ? "ok     " : "MISSING"} ${name}`,
      ...found.map((line) => `          ${line}`),
      ...(advice === undefined ? [] : [`          what to do: ${advice}`]),
    ].join("\n")
  ).join("\n");
}
