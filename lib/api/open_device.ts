import { Gpu } from "../gpu/gpu.ts";
import { Device } from "./device.ts";
import type { DeviceOptions } from "./shapes.ts";

/**
 * Opens the machine's adapter through WebGPU: a GPU, or software such as Mesa's llvmpipe that stands in for one.
 *
 * Reads the environment variables that drivers need, and sets those among them that are unset and would else slow llvmpipe
 * down or lead to OpenGL; asks `grep` for the processor's instructions if it may. Needs `--allow-env --allow-sys=osRelease`,
 * and profits from `--allow-run=grep`.
 *
 * @returns The open device
 * @throws {GpuError} If there is no adapter, or it gives no device; the message says what to install
 *
 * @example Which adapter there is
 * ```ts
 * import { openDevice } from "@tenshot/tenshot";
 *
 * using device = await openDevice();
 * console.log(device.description, device.software ? "on the CPU" : "");
 * ```
 */
export async function openDevice(options: DeviceOptions = {}): Promise<Device> {
  return new Device(await Gpu.open(options.plan));
}
