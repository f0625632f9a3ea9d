import { cosine } from "../../kernels/cosine/reference.ts";
import type { CosineTensor } from "../../infer/cosine_tensor.ts";

/**
 * The cosines of an ensemble that looks at no picture: member k answers label vector k to everything.
 *
 * @param labelVectors One row a class.
 * @param images How many pictures it does not look at.
 */
export function constantEnsemble(labelVectors: readonly ArrayLike<number>[], images: number): CosineTensor {
  const row = Float32Array.from(labelVectors.flatMap((answer) => labelVectors.map((vector) => cosine(answer, vector))));
  const values = new Float32Array(images * row.length);
  for (let n = 0; n < images; n++) values.set(row, n * row.length);
  return { images, members: labelVectors.length, classes: labelVectors.length, values };
}
