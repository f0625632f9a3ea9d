import { driverSettings, leaveOutAvx512, leaveOutOpenGl, quietenVulkanLoader } from "./driver_settings.ts";
import { GpuError } from "./errors.ts";

/** What is known of an adapter before anything runs on it. */
export interface AdapterTraits {
  readonly description: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  /** A CPU stands in for a GPU: llvmpipe, SwiftShader, WARP. */
  readonly software: boolean;
  /** Environment variables that set its driver. */
  readonly driverSettings: Readonly<Record<string, string>>;
  /** The kernel plan that was asked for by name; absent where the one that suits the adapter is to be used. */
  readonly plan?: "software" | "gpu";
  /** Every numeric limit of the adapter, by its WebGPU name. */
  readonly limits: Readonly<Record<string, number>>;
}

/** The limits that the kernels profit from; each is raised to what the adapter has. */
export const RAISED_LIMITS = [
  "maxBufferSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupStorageSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxTextureArrayLayers",
  "maxTextureDimension2D",
] as const;

const SOFTWARE = /llvmpipe|lavapipe|swiftshader|softpipe|basic render|warp/i;

/** How to get an adapter, by operating system. */
export function adapterHint(os: string = Deno.build.os): string {
  switch (os) {
    case "linux":
      return "Install a Vulkan driver for the graphics card, or software Vulkan: " +
        "'apt-get install mesa-vulkan-drivers' (Debian, Ubuntu), 'dnf install mesa-vulkan-drivers vulkan-loader' (Fedora), " +
        "'pacman -S vulkan-swrast vulkan-icd-loader' (Arch). Or run './tenshot reproduce', which does it";
    case "darwin":
      return "WebGPU needs macOS with Metal, on any Mac since 2015";
    case "windows":
      return "Update the graphics driver; WebGPU needs DirectX 12 or Vulkan";
    default:
      return "WebGPU was not found on this system; Linux, macOS and Windows have it";
  }
}

/**
 * Whether software stands in for a GPU: the adapter says so itself, or is told by its name where a runtime has no such field.
 *
 * @param info An adapter's.
 */
export function isSoftwareAdapter(
  { description, isFallbackAdapter }: Pick<GPUAdapterInfo, "description"> & { readonly isFallbackAdapter?: boolean },
): boolean {
  return isFallbackAdapter === true || SOFTWARE.test(description);
}

/**
 * Asks for the fastest adapter.
 *
 * @returns the adapter and what is known of it.
 * @throws {GpuError} If there is none.
 */
export async function requestAdapter(): Promise<{ adapter: GPUAdapter; traits: AdapterTraits }> {
  leaveOutOpenGl();
  quietenVulkanLoader();
  leaveOutAvx512();
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) {
    throw new GpuError("Looking for a WebGPU adapter: found none, wanted one", adapterHint(), {
      failure: "no adapter",
    });
  }
  const { description, vendor, architecture, device } = adapter.info;
  return {
    adapter,
    traits: {
      description,
      vendor,
      architecture,
      device,
      software: isSoftwareAdapter(adapter.info),
      driverSettings: driverSettings(),
      limits: numericLimits(adapter.limits),
    },
  };
}

function numericLimits(limits: GPUSupportedLimits): Record<string, number> {
  const found: Record<string, number> = {};
  // The limits are getters on the prototype, so they are no own properties.
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(limits)).sort()) {
    const value: unknown = Reflect.get(limits, name);
    if (typeof value === "number") found[name] = value;
  }
  return found;
}
