import type { Gpu } from "../gpu/gpu.ts";
import type { Dispatch } from "../gpu/dispatch.ts";

/** The passes that a piece of the product recorded, ready to be run again. */
export interface Captured {
  /** One list for each submit that differed from the one before it, in order. */
  readonly passes: readonly (readonly Dispatch[])[];
  /** Frees what the passes are bound to. */
  release(): void;
}

/**
 * Lets a piece of the product record its passes without running them, so that exactly what it does is measured, kernel by
 * kernel, however it comes to do it.
 *
 * @param use Calls the product with a device that keeps what is submitted to it instead of running it, gives zeros where
 * something is read back, and frees nothing.
 * @throws {RangeError} If nothing was submitted.
 */
export async function capture(gpu: Gpu, use: (gpu: Gpu) => Promise<unknown>): Promise<Captured> {
  const passes: (readonly Dispatch[])[] = [];
  const releases: (() => void)[] = [];
  const overrides: Partial<Gpu> = {
    submit(dispatches) {
      if (passes.at(-1) !== dispatches) passes.push(dispatches);
    },
    settle: () => Promise.resolve(),
    readFloats: (_buffer, count) => Promise.resolve(new Float32Array(count)),
    readWords: (_buffer, count) => Promise.resolve(new Uint32Array(count)),
    release: (...buffers) => releases.push(() => gpu.release(...buffers)),
    releaseTexture: (texture) => releases.push(() => gpu.releaseTexture(texture)),
  };
  const recorder = new Proxy(gpu, {
    get(target, key) {
      if (Object.hasOwn(overrides, key)) return Reflect.get(overrides, key);
      const value: unknown = Reflect.get(target, key, target);
      // The device's own private fields are not reached through a proxy.
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const release = () => {
    for (const free of releases.splice(0)) free();
  };
  try {
    await use(recorder);
    if (passes.length === 0) {
      throw new RangeError("Recording a pass: found nothing submitted, wanted one pass at least");
    }
  } catch (error) {
    release();
    throw error;
  }
  return { passes, release };
}
