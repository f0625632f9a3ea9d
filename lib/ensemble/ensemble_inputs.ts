import type { Binding } from "../gpu/gpu.ts";
import type { BatchNormInputs } from "./batch_norm_scratch.ts";

/** What the layers' kernels read besides their scratch. */
export interface EnsembleInputs {
  readonly control: GPUBuffer;
  /** Packed images, or the plane that the first layer reads. */
  readonly images: Binding;
  /** The index table. */
  readonly indices: GPUBuffer;
  /** f32 [members, parameters] */
  readonly parameters: GPUBuffer;
  /** For layers with batch norm that are trained. */
  readonly batchNorm?: BatchNormInputs;
}
