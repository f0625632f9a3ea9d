import type { Architecture } from "../ensemble/architecture.ts";
import { ImageStore } from "../ensemble/image_store.ts";
import type { CompilingAhead } from "../ensemble/compile_ahead.ts";
import { EnsembleKernels } from "../ensemble/pipelines.ts";
import { Gpu } from "../gpu/gpu.ts";
import { choosePlan, describePlan, planKind } from "../kernels/plan.ts";
import { adapterRecord } from "../run/provenance.ts";
import { ReferenceScorer } from "../infer/reference_scorer.ts";
import type { Scorer } from "../infer/scorer.ts";
import { WebGpuScorer } from "../infer/webgpu_scorer.ts";
import { ReferenceTrainer } from "../train/reference_trainer.ts";
import type { Trainer } from "../train/trainer.ts";
import { WebGpuTrainer } from "../train/webgpu_trainer.ts";

/** The adapter that a backend runs on, as the run record names it. */
export interface AdapterDescription {
  /** What the driver calls it. */
  readonly description: string;
  /** Vendor, as WebGPU gives it; llvmpipe's is a number. */
  readonly vendor: string;
  /** Architecture, as WebGPU gives it. */
  readonly architecture: string;
  /** Device, as WebGPU gives it. */
  readonly device: string;
  /** A CPU stands in for a GPU. */
  readonly software: boolean;
  /** Environment variables that set its driver; absent if none did. */
  readonly driverSettings?: Record<string, string> | undefined;
}

/** What the run record says of a backend. */
export interface BackendProvenance {
  /** Its name. */
  readonly backend: "webgpu" | "cpu";
  /** Absent on the cpu backend, as are `limits` and `kernelPlan`. */
  readonly adapter?: AdapterDescription;
  /** Every numeric limit of the adapter. */
  readonly limits?: Record<string, number>;
  /** The kernel plan as flat values; of a run without the notebook's model only its kind. */
  readonly kernelPlan?: Record<string, string | number | boolean>;
}

/** What the run record says of the cpu backend. */
export const CPU_PROVENANCE: BackendProvenance = { backend: "cpu" };

/** Where models run, ready to train and score, and what the run record says of it. */
export interface Backend {
  /** Trains members. */
  readonly trainer: Trainer;
  /** Scores images with members. */
  readonly scorer: Scorer;
  /** What the run record says of it. */
  readonly provenance: BackendProvenance;
  /** Frees everything on the device, and the device itself if it was opened for the backend. */
  close(): void;
}

/**
 * Opens a backend for an architecture.
 *
 * @param name `webgpu`, or `cpu` for the plain references.
 * @param classes Label vectors that a score compares with.
 * @throws {GpuError} If there is no adapter, or a kernel does not compile on it.
 */
export async function openBackend(name: "webgpu" | "cpu", model: Architecture, classes: number): Promise<Backend> {
  if (name === "cpu") {
    return {
      trainer: new ReferenceTrainer(model),
      scorer: new ReferenceScorer(model),
      provenance: CPU_PROVENANCE,
      close: () => {},
    };
  }
  const gpu = await Gpu.open();
  const backend = await webGpuBackend(gpu, model, classes).catch((error) => {
    gpu.close();
    throw error;
  });
  return {
    ...backend,
    close: () => {
      backend.close();
      gpu.close();
    },
  };
}

/**
 * A backend on an open device, which it leaves open.
 *
 * @param classes Label vectors that a score compares with.
 * @param ahead Compiles some kernels meanwhile. Scoring waits until it has ended.
 * @throws {GpuError} If a kernel does not compile on it.
 */
export async function webGpuBackend(
  gpu: Gpu,
  model: Architecture,
  classes: number,
  ahead?: CompilingAhead,
): Promise<Backend> {
  const plan = choosePlan(gpu.traits, model.layers.map(({ shape }) => shape));
  const kernels = new EnsembleKernels(gpu, model, plan, classes);
  await (ahead ? ahead.compile(gpu, kernels) : kernels.compile([...kernels.training, ...kernels.scoring]));
  const { pipelines } = kernels;
  const images = new ImageStore(gpu, model, plan.storage);
  const trainer = new WebGpuTrainer(gpu, pipelines, images);
  return {
    trainer,
    scorer: new WebGpuScorer(gpu, pipelines, images, ahead?.done),
    provenance: {
      ...adapterProvenance(gpu),
      kernelPlan: describePlan(plan),
    },
    close: () => {
      trainer.release();
      images.release();
    },
  };
}

/** What the run record says of an adapter. */
export function adapterProvenance({ traits }: Gpu): BackendProvenance {
  return {
    backend: "webgpu",
    adapter: adapterRecord(traits),
    limits: { ...traits.limits },
    kernelPlan: { kind: planKind(traits) },
  };
}
