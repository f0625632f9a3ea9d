import * as tf from "@tensorflow/tfjs-core";

/**
 * Lets tfjs compute on a device of ours: it looks kernels up by the name of the backend, and ours have names of their own.
 *
 * @param backend Its name; that in use unless given.
 */
export function useTfjsKernels(backend: string = tf.getBackend()): void {
  if (tf.getKernelsForBackend(backend).length === 0) tf.copyRegisteredKernels("webgpu", backend);
}
