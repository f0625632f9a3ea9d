/**
 * Environment variables that Deno and a driver read when a process first asks for an adapter.
 *
 * @module
 */
import { childCommand } from "../config/child_command.ts";

/** How Mesa is told which of the processor's instructions its software driver may use. */
const INSTRUCTIONS = "GALLIUM_OVERRIDE_CPU_CAPS";

/** Through OpenGL, kernels have been seen to give wrong gradients without an error; a person may still ask for it by name. */
export function leaveOutOpenGl(): void {
  if (!Deno.env.get("DENO_WEBGPU_BACKEND")) Deno.env.set("DENO_WEBGPU_BACKEND", "vulkan,metal,dx12");
}

/** Mesa's loader complains on stderr, at every start, about a missing XDG_RUNTIME_DIR that it does not use for computing. */
export function quietenVulkanLoader(): void {
  if (Deno.build.os !== "linux" || Deno.env.get("XDG_RUNTIME_DIR")) return;
  Deno.env.set("XDG_RUNTIME_DIR", Deno.env.get("TMPDIR") ?? "/tmp");
}

/**
 * Keeps software Vulkan (llvmpipe of Mesa) from AVX-512 and AVX2, where the processor has AVX-512. With it, the code for stores
 * and for masks takes up to twice as long: the kernels' README has the figures. Numbers stay the same to the bit. What a person
 * has set stays.
 *
 * @param flags The processor's, as a line of Linux's /proc/cpuinfo; looked up if not given.
 */
export function leaveOutAvx512(flags?: string): void {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64" || Deno.env.get(INSTRUCTIONS) !== undefined) return;
  if (hasAvx512(flags ?? processorFlags())) Deno.env.set(INSTRUCTIONS, "avx");
}

/** The settings in force, whoever made them, by name. */
export function driverSettings(): Record<string, string> {
  const value = Deno.env.get(INSTRUCTIONS);
  return value ? { [INSTRUCTIONS]: value } : {};
}

/** Whether a line of flags, as in Linux's /proc/cpuinfo, names AVX-512. */
export function hasAvx512(flags: string): boolean {
  return /\bavx512f\b/.test(flags);
}

/** The processor's flags, or nothing where they may not be looked up. Deno has no such function, nor opens /proc for itself. */
function processorFlags(): string {
  if (Deno.permissions.querySync({ name: "run", command: "grep" }).state !== "granted") return "";
  try {
    const { stdout } = childCommand("grep", { args: ["-m", "1", "^flags", "/proc/cpuinfo"] }).outputSync();
    return new TextDecoder().decode(stdout);
  } catch {
    return ""; // no grep: slower, nothing worse
  }
}
