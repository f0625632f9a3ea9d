import { Gpu } from "../../lib/gpu/gpu.ts";

let opened: Promise<Gpu> | undefined;

/** The one device that the tests of a process share: opening one for each would compile everything again. */
export function sharedGpu(): Promise<Gpu> {
  opened ??= Gpu.open();
  return opened;
}

/** Test options for what shares a device, whose resources outlive the test that made them. */
export const SHARED_DEVICE = { sanitizeOps: false, sanitizeResources: false } as const;
