/** Exit code 0 if WebGPU finds an adapter here, 3 if not. `./tenshot` asks before it runs a task. */
import { requestAdapter } from "../lib/gpu/adapter.ts";
import { GpuError } from "../lib/gpu/errors.ts";

try {
  await requestAdapter();
} catch (error) {
  if (!(error instanceof GpuError)) throw error;
  Deno.exit(3);
}
