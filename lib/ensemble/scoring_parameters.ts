import type { Gpu } from "../gpu/gpu.ts";
import { parameterVectors } from "../kernels/conv_pool/filters_wgsl.ts";
import type { KernelPlan } from "../kernels/plan.ts";

/** Members that score at once, at most. */
export function membersAtOnce({ scoringMembers, layers }: Pick<KernelPlan, "scoringMembers" | "layers">): number {
  return Math.max(1, Math.min(scoringMembers, ...layers.flatMap(({ scoring }) => scoring?.uniformMembers ?? [])));
}

/**
 * A buffer for the parameters of members that score at once: as large as the kernels say that a uniform buffer is, however few
 * they are.
 *
 * @param parameterCount Parameters of one member.
 */
export function scoringParameters(
  gpu: Gpu,
  plan: Pick<KernelPlan, "scoringMembers" | "layers">,
  parameterCount: number,
): GPUBuffer {
  const members = Math.max(
    membersAtOnce(plan),
    ...plan.layers.flatMap(({ scoring }) => scoring?.uniformMembers ?? []),
  );
  return gpu.uniformBuffer(16 * parameterVectors(members, parameterCount), "parameters");
}
