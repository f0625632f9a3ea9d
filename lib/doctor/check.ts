/** One thing that the doctor looked at. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What it is where it is not well: a thing that is missing, or a kernel that is wrong. By default missing. */
  readonly fault?: Fault;
  /** What was found, line by line. */
  readonly found: readonly string[];
  /** What to do where it is not well. */
  readonly advice?: string;
}

/** What can be amiss. */
export type Fault = "missing" | "wrong";

/** Runs one check; what it throws is what was found. */
export async function check(
  name: string,
  look: () => Promise<readonly string[]>,
  fault: Fault = "missing",
): Promise<Check> {
  try {
    return { name, ok: true, fault, found: await look() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const hint = error instanceof Error && "hint" in error ? [error.hint].flat().join(". ") : "";
    return { name, ok: false, fault, found: [message], ...(hint === "" ? {} : { advice: hint }) };
  }
}

/** A check as lines for a terminal: one for a kernel, as there are many of them, unless it is wrong. */
export function describeCheck({ name, ok, fault, found, advice }: Check): string {
  const [head, below] = fault === "wrong" ? [`${name}: ${found.join("; ")}`, []] : [name, found];
  return [
    `${ok ? "ok" : fault === "wrong" ? "WRONG" : "MISSING"}`.padEnd(8) + head,
    ...below.map((line) => `          ${line}`),
    ...(advice === undefined ? [] : [`          what to do: ${advice}`]),
  ].join("\n");
}
