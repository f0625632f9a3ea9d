import { version_core } from "@tensorflow/tfjs-core";
import { loadDatasetFolder } from "../pictures/dataset_folder.ts";
import { loadMnistPackage } from "../data/mnist_package.ts";
import { Gpu } from "../gpu/gpu.ts";
import { type PlanKind, planKind } from "../kernels/plan.ts";
import { type Check, check } from "./check.ts";
import { checkKernels } from "./check_kernels.ts";

/** Limits that decide how much of an ensemble is computed at once. */
const SHOWN_LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxTextureDimension2D",
  "maxTextureArrayLayers",
];

/**
 * Looks at everything that a run needs.
 *
 * @param dataDir A data set's folder to look at as well; empty for none.
 * @param plan The kernel plan to check; `auto`, the one that suits the adapter.
 * @param onCheck Is told each outcome as it comes.
 */
export async function examine(
  dataDir: string,
  plan: "auto" | PlanKind = "auto",
  onCheck: (outcome: Check) => void = () => {},
): Promise<Check[]> {
  const checks: Check[] = [];
  const look = async (name: string, find: () => Promise<readonly string[]>) => {
    const outcome = await check(name, find);
    checks.push(outcome);
    onCheck(outcome);
  };
  await look("Runtime", () =>
    Promise.resolve([
      `Deno ${Deno.version.deno}, V8 ${Deno.version.v8}, TypeScript ${Deno.version.typescript}, tfjs ${version_core}`,
      `${Deno.build.os} ${Deno.osRelease()}, ${Deno.build.arch}, ${navigator.hardwareConcurrency} cores`,
    ]));
  await look("Data: MNIST", async () => {
    const { identity } = await loadMnistPackage();
    return [
      `${identity.source}: ${identity.trainImages} training and ${identity.testImages} test images, checksums as published`,
    ];
  });
  if (dataDir !== "") {
    await look(`Data: ${dataDir}`, async () => {
      const { identity } = await loadDatasetFolder(dataDir);
      return [`${identity.name}: ${identity.trainImages} training and ${identity.testImages} test images`];
    });
  }
  let gpu: Gpu | undefined;
  await look("WebGPU adapter", async () => {
    gpu = await Gpu.open(plan);
    const { description, vendor, software, driverSettings, limits } = gpu.traits;
    return [
      `${description} (vendor ${vendor || "unnamed"}), ${
        software ? "software: a CPU stands in for a GPU" : "hardware"
      }`,
      ...Object.entries(driverSettings).map(([name, value]) => `driver set by ${name}=${value}`),
      `kernel plan ${planKind(gpu.traits)}${plan === "auto" ? "" : ", as asked for"}`,
      ...SHOWN_LIMITS.map((name) => `${name} ${limits[name]}`),
    ];
  });
  if (gpu !== undefined) {
    const opened = gpu;
    try {
      checks.push(...await checkKernels(opened, onCheck));
    } catch (error) {
      await look("Kernels", () => Promise.reject(error));
    } finally {
      opened.close();
    }
  }
  return checks;
}
