import { GpuError } from "./errors.ts";

/**
 * What a device has reported, as one error.
 *
 * @param adapter Its description.
 * @param errors At least one.
 */
export function deviceError(adapter: string, errors: readonly GPUError[]): GpuError {
  const outOfMemory = errors.some((error) => error instanceof GPUOutOfMemoryError);
  const cause = new AggregateError(errors);
  return new GpuError(
    `Working on "${adapter}": ${errors.map((error) => error.message).join("; ")}`,
    outOfMemory
      ? "The adapter ran out of memory: close other programs that use it"
      : "This is a defect of Tenshot or of the graphics driver; please report it with the output of './tenshot doctor'",
    outOfMemory ? { cause, failure: "memory" } : { cause },
  );
}

/**
 * That a device is gone.
 *
 * @param adapter Its description.
 */
export function lostError(adapter: string, { reason, message }: GPUDeviceLostInfo): GpuError {
  return new GpuError(
    `Working on "${adapter}": the device was lost (${reason || "no reason given"}: ${message})`,
    "Run again; if it happens again, update the graphics driver",
    { failure: "lost" },
  );
}
