import assert from "node:assert/strict";
import type { Gpu } from "../../lib/gpu/gpu.ts";

/** How the device takes memory. */
const WAYS = ["buffer", "uniformBuffer", "texture"] as const;

/**
 * Checks that what takes memory of a device gives all of it back when it fails at its first, second, … taking; and that it
 * does not fail otherwise.
 *
 * @param open Takes memory.
 * @param close Gives back what was opened in the end.
 * @returns How often memory was taken.
 */
export async function checkHalfWay<T>(
  gpu: Gpu,
  open: () => T | Promise<T>,
  close: (opened: Awaited<T>) => void,
): Promise<number> {
  const before = gpu.bytesInUse;
  try {
    for (let failing = 1;; failing++) {
      let taken = 0;
      for (const way of WAYS) {
        const take = Object.getPrototypeOf(gpu)[way];
        Object.defineProperty(gpu, way, {
          configurable: true,
          value: (...args: unknown[]) => {
            if (++taken === failing) throw new Error("nothing is left");
            return take.apply(gpu, args);
          },
        });
      }
      try {
        close(await open());
        assert.equal(gpu.bytesInUse, before);
        return taken;
      } catch (error) {
        if (!(error instanceof Error) || error.message !== "nothing is left") throw error;
        assert.equal(gpu.bytesInUse, before, `of ${taken} takings the last failed`);
      }
    }
  } finally {
    for (const way of WAYS) Reflect.deleteProperty(gpu, way);
  }
}
