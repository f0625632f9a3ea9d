import { z } from "zod";

/** Which kernel plan to use: that of `bench`, `doctor` and `reproduce`. */
export const PLAN_OPTION = z.enum(["auto", "software", "gpu"]).default("auto").meta({
  help: "Kernel plan: the one that suits the adapter, or by force the one for software Vulkan or for GPUs",
  placeholder: "NAME",
});
