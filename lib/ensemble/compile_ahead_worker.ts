import { Gpu } from "../gpu/gpu.ts";
import { choosePlan } from "../kernels/plan.ts";
import { BlankStep } from "./blank_step.ts";
import type { CompileAheadReport, CompileAheadRequest } from "./compile_ahead.ts";
import { EnsembleKernels } from "./pipelines.ts";
import { runUnclaimed } from "./run_unclaimed.ts";

addEventListener("message", async (event) => {
  let kernels = 0;
  const report = (step: CompileAheadReport["step"], more: number) => {
    kernels += more;
    const told: CompileAheadReport = { step, kernels };
    // A worker's own postMessage(), which the types of a window do not know.
    (postMessage as (message: unknown) => void)(told);
  };
  try {
    await compile((event as MessageEvent<CompileAheadRequest>).data, report);
  } catch {
    // Whoever needs the kernels meets the same error, and reports it.
    report("scoring", 0);
  }
});

async function compile(
  { model, classes, lanes, claims }: CompileAheadRequest,
  report: (step: CompileAheadReport["step"], kernels: number) => void,
): Promise<void> {
  const gpu = await Gpu.open();
  try {
    const plan = choosePlan(gpu.traits, model.layers.map(({ shape }) => shape));
    const kernels = new EnsembleKernels(gpu, model, plan, classes);
    const blank = new BlankStep(gpu, kernels, lanes);
    report("training", await runUnclaimed(kernels, blank, kernels.training.toReversed(), claims));
    for (const name of kernels.scoring) {
      await kernels.compile([name]);
      await blank.run(name);
    }
    report("scoring", kernels.scoring.length);
  } finally {
    gpu.close();
  }
}
