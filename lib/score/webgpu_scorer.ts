import type { ImageSet } from "../data/dataset.ts";
import type { ImageStore } from "../ensemble/image_store.ts";
import type { EnsemblePipelines } from "../ensemble/pipelines.ts";
import { EnsembleScratch } from "../ensemble/scratch.ts";
import type { Dispatch, Gpu } from "../gpu/gpu.ts";
import { runPaced } from "../gpu/paced.ts";
import { ABSENT, advanceDispatch, CONTROL_WORDS, writeControl } from "../kernels/control/control.ts";
import type { CosineTensor } from "./cosine_tensor.ts";
import type { Scorer } from "./scorer.ts";

/** Scores on the GPU; only the cosine tensor comes back, no activation. */
export class WebGpuScorer implements Scorer {
  readonly #gpu: Gpu;
  readonly #pipelines: EnsemblePipelines;
  readonly #images: ImageStore;

  /** @param images Owned by the caller. */
  constructor(gpu: Gpu, pipelines: EnsemblePipelines, images: ImageStore) {
    this.#gpu = gpu;
    this.#pipelines = pipelines;
    this.#images = images;
  }

  async cosines(
    images: ImageSet,
    members: readonly Float32Array[],
    labelVectors: readonly Float32Array[],
    onProgress: (share: number) => void = () => {},
  ): Promise<CosineTensor> {
    const gpu = this.#gpu;
    const { plan, scores, classes } = this.#pipelines;
    if (labelVectors.length !== classes) {
      throw new TypeError(`Scoring: ${labelVectors.length} label vectors found, ${classes} wanted, as compiled`);
    }
    const lanes = Math.min(plan.scoringLanes, images.count);
    const steps = Math.ceil(images.count / lanes);
    const indices = new Uint32Array(steps * lanes).map((_, i) => i < images.count ? i : ABSENT);
    const shape: [number, number, number] = [images.count, members.length, labelVectors.length];
    const size = images.count * members.length * labelVectors.length;
    const scratch = new EnsembleScratch(gpu, this.#pipelines, members.length, lanes, false);
    const buffers = {
      control: gpu.buffer(CONTROL_WORDS * 4, "control block"),
      indices: gpu.upload(indices, "index table"),
      parameters: gpu.upload(flatten(members), "parameters"),
      labelVectors: gpu.upload(flatten(labelVectors), "label vectors"),
      scores: gpu.buffer(size * 4, "cosine tensor"),
    };
    try {
      writeControl(gpu, buffers.control, {
        lanes,
        members: members.length,
        indexMemberStride: 0,
        indexStepStride: lanes,
        backward: false,
      });
      const compare: Dispatch = {
        pipeline: scores,
        bindings: gpu.bind(scores, [
          buffers.control,
          scratch.output,
          buffers.labelVectors,
          buffers.indices,
          buffers.scores,
        ]),
        workgroups: [Math.ceil(lanes / plan.workgroupSize), 1, members.length],
      };
      const step = [
        ...scratch.forward({ ...buffers, images: this.#images.packed(images) }, members.length),
        compare,
        advanceDispatch(gpu, this.#pipelines.advance, buffers.control),
      ];
      await runPaced(gpu, step, steps, (done) => onProgress(done / steps));
      const tensor = gpu.tensor(buffers.scores, shape);
      try {
        const values = await gpu.guard(tensor.data());
        return { images: shape[0], members: shape[1], classes: shape[2], values: values as Float32Array };
      } finally {
        tensor.dispose();
      }
    } finally {
      scratch.release();
      gpu.release(...Object.values(buffers));
    }
  }
}

/** Rows of equal length, one after the other. */
function flatten(rows: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const width = rows[0]?.length ?? 0;
  const flat = new Float32Array(rows.length * width);
  rows.forEach((row, i) => flat.set(row, i * width));
  return flat;
}
