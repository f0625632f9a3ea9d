import type { ImageSet } from "../data/dataset.ts";
import type { CosineTensor } from "./cosine_tensor.ts";

/** Scores images with an ensemble. */
export interface Scorer {
  /**
   * Compares every member's answer to every image with every label vector.
   *
   * @param members Parameters of each member, f32 [parameterCount].
   * @param labelVectors One row a class, f32 [outputSize].
   * @param onProgress Told the share that is done, 0..1.
   * @throws {GpuError} If the device fails.
   */
  cosines(
    images: ImageSet,
    members: readonly Float32Array[],
    labelVectors: readonly Float32Array[],
    onProgress?: (share: number) => void,
  ): Promise<CosineTensor>;
}
