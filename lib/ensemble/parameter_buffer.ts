import type { Gpu } from "../gpu/gpu.ts";
import { parameterVectors } from "../kernels/conv_pool/filters_wgsl.ts";
import type { KernelPlan } from "../kernels/plan.ts";

/**
 * A buffer for the parameters of members, filled with zeros: where kernels read it as a uniform buffer, as large as they say
 * that it is, however few the members.
 *
 * @param members No more than the plan's `uniformMembers`.
 * @param parameterCount Parameters of one member.
 * @throws {GpuError} If no binding of that size is possible.
 */
export function parameterBuffer(
  gpu: Gpu,
  { uniformMembers }: Pick<KernelPlan, "uniformMembers">,
  members: number,
  parameterCount: number,
): GPUBuffer {
  const sizeBytes = 16 * parameterVectors(Math.max(members, uniformMembers ?? 0), parameterCount);
  return uniformMembers === undefined
    ? gpu.buffer(sizeBytes, "parameters")
    : gpu.uniformBuffer(sizeBytes, "parameters");
}
