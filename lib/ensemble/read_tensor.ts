import type { TensorFile } from "./safetensors.ts";

/** The arrays that a tensor's values may be of, by what the file format calls them. */
interface TensorArrays {
  readonly F32: Float32Array;
  readonly U8: Uint8Array;
}

/**
 * A tensor of a file that must have it.
 *
 * @param dtype What its elements must be.
 * @param shape What its shape must be.
 * @param fileName Names the file in errors.
 * @throws {SyntaxError} If it is missing, or of another shape or type.
 */
export function readTensor<T extends keyof TensorArrays>(
  { tensors }: TensorFile,
  name: string,
  dtype: T,
  shape: readonly number[],
  fileName: string,
): TensorArrays[T] {
  const tensor = tensors.get(name);
  const isType = dtype === "F32" ? tensor?.values instanceof Float32Array : tensor?.values instanceof Uint8Array;
  if (tensor === undefined || !isType || tensor.shape.join() !== shape.join()) {
    const found = tensor === undefined
      ? `no tensor ${name}`
      : `tensor ${name} of ${isType ? "" : "another type and "}shape [${tensor.shape}]`;
    throw new SyntaxError(`Reading ${fileName}: found ${found}, wanted it with shape [${shape}]`);
  }
  return tensor.values as TensorArrays[T];
}
