import { NOTEBOOK_ARCHITECTURE } from "../ensemble/architecture.ts";
import { LEAK_FREE_NETWORK } from "../ensemble/network.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { choosePlan } from "../kernels/plan.ts";
import { chooseWidePlan } from "../kernels/wide_plan.ts";
import { type Check, check } from "./check.ts";
import { KERNEL_GROUPS } from "./checks/all.ts";
import { disagreement, type KernelCheck, type KernelGroup, type Subjects } from "./kernel_check.ts";
import { type KernelSource, Workbench } from "./workbench.ts";

/** Kernels that are tried at once: while one compiles for its first run, another is generated and compared. */
const AT_ONCE = 2;

/**
 * Runs every kernel by itself, on made-up inputs and with what it writes poisoned, and compares with the plain references.
 *
 * @param onCheck Is told each outcome, in order.
 * @param tried Is told what every kernel comes from.
 */
export async function checkKernels(
  gpu: Gpu,
  onCheck: (outcome: Check) => void = () => {},
  groups: readonly KernelGroup[] = KERNEL_GROUPS,
  tried: Set<KernelSource> = new Set(),
): Promise<Check[]> {
  const subjects = subjectsOf(gpu);
  const checks = groups.flatMap((group) => group(subjects));
  const outcomes: Check[] = [];
  const done: (Check | undefined)[] = checks.map(() => undefined);
  let next = 0;
  const work = async () => {
    while (next < checks.length) {
      const at = next++;
      done[at] = await checkKernel(gpu, checks[at]!, tried);
      for (let one = done[outcomes.length]; one !== undefined; one = done[outcomes.length]) {
        outcomes.push(one);
        onCheck(one);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
}

/** What runs on this adapter compute, and how. */
export function subjectsOf({ traits, device }: Gpu): Subjects {
  const shapesOf = (model: { readonly layers: Subjects["notebook"]["model"]["layers"] }) =>
    model.layers.map(({ shape }) => shape);
  return {
    invocations: device.limits.maxComputeInvocationsPerWorkgroup,
    notebook: { model: NOTEBOOK_ARCHITECTURE, plan: choosePlan(traits, shapesOf(NOTEBOOK_ARCHITECTURE)) },
    network: { model: LEAK_FREE_NETWORK, plan: chooseWidePlan(traits, shapesOf(LEAK_FREE_NETWORK)) },
  };
}

async function checkKernel(gpu: Gpu, { name, tolerance, run }: KernelCheck, tried: Set<KernelSource>): Promise<Check> {
  const bench = new Workbench(gpu, name, tried);
  try {
    return await check(`Kernels: ${name}`, async () => {
      const error = disagreement(await run(bench));
      // Written so that a NaN fails.
      if (!(error <= tolerance)) throw new KernelError(error, tolerance);
      return [
        tolerance === 0
          ? "exactly as the reference"
          : `${amount(error)} off the reference, ${amount(tolerance)} allowed`,
      ];
    }, "wrong");
  } finally {
    bench.release();
  }
}

/** A kernel that does not give what it should. */
class KernelError extends RangeError {
  readonly hint =
    "Update the graphics driver; if it stays, this is a defect of Tenshot or of the driver: please report it with this output";

  constructor(error: number, tolerance: number) {
    super(
      Number.isNaN(error)
        ? "values that were never written, or written where none should be, found; the reference's wanted"
        : `${amount(error)} off the reference found, ${tolerance === 0 ? "none" : amount(tolerance)} allowed`,
    );
    this.name = "KernelError";
  }
}

function amount(value: number): string {
  return value === 0 ? "0" : value.toExponential(1);
}
