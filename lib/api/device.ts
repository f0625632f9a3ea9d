import type { Gpu } from "../gpu/gpu.ts";

/** Which GPU each device stands on; what it can do by itself stays in here. */
const gpus = new WeakMap<Device, Gpu>();

/** An adapter that was opened for computing. Whoever opened it closes it, or lets `using` do so. */
export class Device implements Disposable {
  /** What the driver calls the adapter. */
  readonly description: string;
  /** Whether a CPU stands in for a GPU. */
  readonly software: boolean;

  /** Not to be called: {@linkcode openDevice} gives one. */
  constructor(gpu: Gpu) {
    this.description = gpu.traits.description;
    this.software = gpu.traits.software;
    gpus.set(this, gpu);
  }

  /** Bytes of the adapter's memory in use. */
  get bytesInUse(): number {
    return gpuOf(this).bytesInUse;
  }

  /** Gives the adapter back; closing twice does no harm. */
  close(): void {
    gpuOf(this).close();
  }

  /** The same as {@linkcode Device.close}. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** The GPU that a device stands on. */
export function gpuOf(device: Device): Gpu {
  return gpus.get(device)!;
}
