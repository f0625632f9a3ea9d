import { describeError } from "../run/describe_error.ts";
import type { FailureRecord } from "../record/failure_record.ts";
import { withoutHomePath } from "../run/home_path.ts";
import { UntrainableError } from "../train/untrainable_error.ts";

/** A part of a run. */
export interface RunPart<T> {
  readonly protocol: FailureRecord["protocol"];
  readonly run: () => Promise<T>;
}

/** What became of a run's parts. */
export interface RunParts<T> {
  /** Of those that ended. */
  readonly outcomes: readonly T[];
  readonly failures: readonly FailureRecord[];
  /** Whether each that failed would fail again. */
  readonly final: boolean;
}

/**
 * Runs the parts of a run one after the other; one that fails takes no other with it.
 *
 * @param advise Adds to an error what can be done about it.
 * @param notify Told of a failure that others go on after.
 * @throws {Error} If none ends: what the last one threw.
 */
export async function runParts<T>(
  parts: readonly RunPart<T>[],
  advise: (error: unknown, protocol: RunPart<T>["protocol"]) => void,
  notify: (notice: string) => void,
  debug: boolean,
): Promise<RunParts<T>> {
  const outcomes: T[] = [];
  const failures: FailureRecord[] = [];
  let final = true;
  for (const [i, { protocol, run }] of parts.entries()) {
    try {
      outcomes.push(await run());
    } catch (error) {
      advise(error, protocol);
      if (outcomes.length === 0 && i === parts.length - 1) throw error;
      failures.push({ protocol, reason: reasonOf(error) });
      final &&= isFinal(error);
      notify(`The ${protocol} protocol failed; what else was asked for is done.\n${describeError(error, { debug })}`);
    }
  }
  return { outcomes, failures, final };
}

/** Whether what failed would fail again. */
export function isFinal(error: unknown): boolean {
  return error instanceof UntrainableError ||
    error instanceof AggregateError && error.errors.every((part) => isFinal(part));
}

/** What the record says of why something failed. */
export function reasonOf(error: unknown): string {
  return withoutHomePath(error instanceof Error && error.message !== "" ? error.message : String(error));
}
