import type { Architecture } from "../ensemble/architecture.ts";
import type { Network } from "../ensemble/network.ts";
import type { KernelPlan } from "../kernels/plan.ts";
import type { WidePlan } from "../kernels/wide_plan.ts";
import type { Workbench } from "./workbench.ts";

/** What kernels are made for: the models and the plans that runs on this adapter use. */
export interface Subjects {
  /** Invocations of a workgroup, at most. */
  readonly invocations: number;
  readonly notebook: { readonly model: Architecture; readonly plan: KernelPlan };
  readonly network: { readonly model: Network; readonly plan: WidePlan };
}

/** What a kernel gave, beside what its reference gives. */
export interface Agreement {
  readonly found: ArrayLike<number>;
  /** As long as `found`; NaN where the kernel must not write, so that what `found` was poisoned with is still there. */
  readonly wanted: ArrayLike<number>;
}

/** One kernel's check. */
export interface KernelCheck {
  /** What its line calls it. */
  readonly name: string;
  /** Largest difference that is allowed, relative to the largest value that is wanted; 0 where the kernel is exact. */
  readonly tolerance: number;
  /** Runs the kernel and its reference on the same made-up input. Each pair has a largest value of its own. */
  readonly run: (bench: Workbench) => Promise<readonly Agreement[]>;
}

/** The checks of kernels that belong together. */
export type KernelGroup = (subjects: Subjects) => readonly KernelCheck[];

/**
 * What float32 kernels may differ by from their references in float64, if they have none of their own. Source: our choice,
 * seven times what the worst of them does on software Vulkan.
 */
export const FLOAT_TOLERANCE = 1e-5;

/** The largest difference, relative to the largest value wanted; NaN where something was not written, or should not be. */
export function disagreement(agreements: readonly Agreement[]): number {
  return Math.max(...agreements.map(({ found, wanted }) => {
    if (found.length !== wanted.length) return NaN;
    let difference = 0;
    let largest = 0;
    for (let i = 0; i < wanted.length; i++) {
      if (Number.isNaN(wanted[i])) {
        if (!Number.isNaN(found[i])) return NaN;
        continue;
      }
      // Equal infinities agree.
      if (found[i] === wanted[i]) continue;
      difference = Math.max(difference, Math.abs(found[i]! - wanted[i]!));
      largest = Math.max(largest, Math.abs(wanted[i]!));
    }
    return difference === 0 ? 0 : difference / largest;
  }));
}
