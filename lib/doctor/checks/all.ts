import type { KernelGroup } from "../kernel_check.ts";
import { adamwChecks } from "./adamw.ts";
import { augmentChecks } from "./augment.ts";
import { batchNormChecks } from "./batch_norm.ts";
import { convPoolChecks } from "./conv_pool.ts";
import { cosineChecks } from "./cosine.ts";
import { denseChecks } from "./dense.ts";
import { imagePatchChecks } from "./image_patch.ts";
import { neighbourChecks } from "./neighbours.ts";
import { propagationChecks } from "./propagation.ts";
import { twoLayersChecks } from "./two_layers.ts";
import { uprightChecks } from "./upright.ts";

/** Every kernel's check. A kernel that no group runs fails `tests/doctor/every_kernel_test.ts`. */
export const KERNEL_GROUPS: readonly KernelGroup[] = [
  imagePatchChecks,
  convPoolChecks,
  twoLayersChecks,
  cosineChecks,
  adamwChecks,
  augmentChecks,
  batchNormChecks,
  denseChecks,
  uprightChecks,
  neighbourChecks,
  propagationChecks,
];
