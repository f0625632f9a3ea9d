/**
 * What a task's own flags can do about an adapter that is missing, lost or too small.
 *
 * @module
 */
import type { AuditOptions } from "../config/audit_options.ts";
import { chooseProtocol, type ReproduceOptions, seedsOfRun } from "../config/options.ts";
import { UsageError } from "../config/usage_error.ts";
import type { GpuFailure } from "../gpu/errors.ts";
import type { FailureRecord } from "../record/failure_record.ts";

/** A run that failed on the adapter. */
export interface FailedOnAdapter {
  /** With the protocols that run. */
  readonly options: ReproduceOptions;
  /** Keys of the options that were given. */
  readonly optionsSet: readonly string[];
  /** Whether the run had been stopped before, so that it takes no other flags now. */
  readonly resumed: boolean;
  /** The part that failed; absent if none had begun. */
  readonly part?: FailureRecord["protocol"];
  /** Whether the kernel plan is the one for software, which takes the least memory. */
  readonly softwarePlan: boolean;
}

/** A change of the options, and the advice to make it, as what follows "Or ". */
interface Lever {
  readonly change: Partial<ReproduceOptions>;
  readonly advice: string;
}

/**
 * What `reproduce` can do about a failure by its flags. Only changes are named that the task takes beside the flags that were
 * given.
 *
 * @returns Sentences without a final period.
 */
export function reproduceAdvice(failure: GpuFailure, failed: FailedOnAdapter): string[] {
  const begin = failed.resumed ? "begin anew and " : "";
  return leversOf(failure, failed)
    .filter(({ change }) => isAccepted(failed, change))
    .map(({ advice }) => `Or ${begin}${advice}`);
}

/** The same for `audit`. */
export function auditAdvice(failure: GpuFailure, { backend }: Pick<AuditOptions, "backend">): string[] {
  return backend === "cpu" || failure === "too many images" ? [] : ["Or pass --backend cpu, which is slow"];
}

function leversOf(failure: GpuFailure, { options, optionsSet, part, softwarePlan }: FailedOnAdapter): Lever[] {
  const { protocol, draws, members, preset } = options;
  const onCpu: Lever[] = [{ change: { backend: "cpu" }, advice: "pass --backend cpu, which is slow" }];
  if (protocol === "both" && optionsSet.includes("protocol")) {
    onCpu.push({
      change: { protocol: "published", backend: "cpu" },
      advice: "pass --protocol published --backend cpu, which is slow",
    });
  }
  if (failure === "no adapter" || failure === "lost") return onCpu;
  const fewerImages: Lever[] = options.quick
    ? []
    : [{ change: { quick: true }, advice: "pass --quick, which takes fewer images" }];
  if (failure === "too many images") return fewerImages;
  if (part === "leak-free") {
    return [
      ...(draws > 1 ? [{ change: { draws: draws - 1 }, advice: "run fewer draws side by side (--draws)" }] : []),
      // By the plan for software, networks are trained one after the other.
      ...(members > 1 && !softwarePlan
        ? [{ change: { members: members - 1 }, advice: "train fewer networks a draw (--members)" }]
        : []),
      ...(preset === "graph"
        ? []
        : [{ change: { preset: "graph" }, advice: "pass --preset graph, which trains no network" } as const]),
      ...fewerImages,
    ];
  }
  return [
    ...(softwarePlan
      ? []
      : [{ change: { plan: "software" }, advice: "pass --plan software, which has fewer members at work" } as const]),
    ...fewerImages,
    ...onCpu,
  ];
}

function isAccepted({ options, optionsSet }: FailedOnAdapter, change: Partial<ReproduceOptions>): boolean {
  const set = [...new Set([...optionsSet, ...Object.keys(change)])];
  try {
    seedsOfRun(chooseProtocol({ ...options, ...change }, set).options, set);
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}
