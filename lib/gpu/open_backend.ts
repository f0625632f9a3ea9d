import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import { type AdapterTraits, RAISED_LIMITS, requestAdapter } from "./adapter.ts";
import { GpuError } from "./errors.ts";

/** Devices opened so far: each is registered with tfjs under a name of its own. */
let opened = 0;

/** A device, and tfjs's backend on it. */
export interface OpenBackend {
  readonly traits: AdapterTraits;
  readonly device: GPUDevice;
  readonly backend: WebGPUBackend;
  /** By which tfjs knows it. */
  readonly name: string;
}

/**
 * Opens the adapter, makes it tfjs's backend and raises the limits that the kernels profit from.
 *
 * @param plan Which kernel plan is to be used on it; `auto`, the one that suits the adapter.
 * @throws {GpuError} If there is no adapter or it yields no device.
 */
export async function openBackend(plan: "auto" | "software" | "gpu"): Promise<OpenBackend> {
  const { adapter, traits: found } = await requestAdapter();
  const traits: AdapterTraits = plan === "auto" ? found : { ...found, plan };
  const requiredLimits: Record<string, number> = {};
  for (const name of RAISED_LIMITS) {
    const value = traits.limits[name];
    if (value !== undefined) requiredLimits[name] = value;
  }
  const device = await adapter.requestDevice({ requiredLimits }).catch((cause) => {
    throw new GpuError(
      `Opening "${traits.description}": the adapter gave no device (${cause instanceof Error ? cause.message : cause})`,
      "Close other programs that use the GPU, or update its driver",
      { cause },
    );
  });
  const name = `tenshot-webgpu-${++opened}`;
  try {
    // tfjs's own registration caps limits and asks for features that some versions of Deno refuse (denoland/webgpu-examples#22).
    const backend = new WebGPUBackend(device, adapter.info);
    tf.registerBackend(name, () => backend);
    // Small tensors would else be computed on the CPU, and a small test never reach the GPU.
    tf.env().set("WEBGPU_CPU_FORWARD", false);
    await tf.setBackend(name);
    // Until a buffer has gone back to its pool, tfjs's manager takes no release for what it is (4.22.0, buffer_manager.js).
    const manager = backend.bufferManager;
    manager.releaseBuffer(manager.acquireBuffer(16, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST));
    return { traits, device, backend, name };
  } catch (error) {
    closeBackend(name, device);
    throw error;
  }
}

/** Ends a device, and tfjs's backend on it if it has one. */
export function closeBackend(name: string, device: GPUDevice): void {
  tf.removeBackend(name);
  device.destroy();
}
