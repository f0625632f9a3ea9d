import type { ImageSet } from "../data/dataset.ts";
import type { ImageStore } from "../ensemble/image_store.ts";
import type { EnsemblePipelines } from "../ensemble/pipelines.ts";
import { parameterBuffer } from "../ensemble/parameter_buffer.ts";
import { EnsembleScratch } from "../ensemble/scratch.ts";
import type { Gpu } from "../gpu/gpu.ts";
import type { Dispatch } from "../gpu/dispatch.ts";
import { type Pace, runPaced } from "../gpu/paced.ts";
import { ABSENT, advanceDispatch, CONTROL_WORDS, writeControl } from "../kernels/control/control.ts";
import type { CosineTensor } from "./cosine_tensor.ts";
import type { Scorer } from "./scorer.ts";

/** Scores on the GPU; only the cosine tensor comes back, no activation. */
export class WebGpuScorer implements Scorer {
  readonly #gpu: Gpu;
  readonly #pipelines: EnsemblePipelines;
  readonly #images: ImageStore;
  readonly #compiled: Promise<unknown>;
  /** Of steps with so many lanes and members. */
  readonly #paces = new Map<string, Pace>();

  /**
   * @param images Owned by the caller.
   * @param compiled Is waited for before anything is scored.
   */
  constructor(
    gpu: Gpu,
    pipelines: EnsemblePipelines,
    images: ImageStore,
    compiled: Promise<unknown> = Promise.resolve(),
  ) {
    this.#compiled = compiled;
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
    await this.#compiled;
    const gpu = this.#gpu;
    const { plan, scores, classes, model } = this.#pipelines;
    if (labelVectors.length !== classes) {
      throw new TypeError(`Scoring: ${labelVectors.length} label vectors found, ${classes} wanted, as compiled`);
    }
    const lanes = Math.min(plan.scoringLanes, images.count);
    const steps = Math.ceil(images.count / lanes);
    const indices = new Uint32Array(steps * lanes).map((_, i) => i < images.count ? i : ABSENT);
    // Members come in chunks, each with its own parameters and scores; all go through the same scratch.
    const atOnce = Math.max(1, Math.min(plan.scoringMembers, plan.uniformMembers ?? Infinity, members.length));
    const chunkSize = images.count * atOnce * classes;
    const { scratch, control, table, vectors, chunks } = gpu.allOrNothing(() => ({
      scratch: new EnsembleScratch(gpu, this.#pipelines, atOnce, lanes, false),
      control: gpu.buffer(CONTROL_WORDS * 4, "control block"),
      table: gpu.upload(indices, "index table"),
      vectors: gpu.upload(flatten(labelVectors), "label vectors"),
      chunks: Array.from({ length: Math.ceil(members.length / atOnce) }, (_, i) => {
        const chunk = members.slice(i * atOnce, (i + 1) * atOnce);
        const parameters = parameterBuffer(gpu, plan, chunk.length, model.parameterCount);
        gpu.write(parameters, flatten(chunk));
        return { members: chunk.length, parameters, scores: gpu.buffer(chunkSize * 4, "cosine tensor") };
      }),
    }));
    try {
      // A last chunk with fewer members leaves the rest of its rows of scores empty.
      writeControl(gpu, control, {
        lanes,
        members: atOnce,
        indexMemberStride: 0,
        indexStepStride: lanes,
        backward: false,
      });
      const step = chunks.flatMap((chunk): Dispatch[] => [
        ...scratch.forward(
          { control, indices: table, parameters: chunk.parameters, images: this.#images.packed(images) },
          chunk.members,
        ),
        {
          pipeline: scores,
          bindings: gpu.bind(scores, [control, scratch.output, vectors, table, chunk.scores]),
          workgroups: [Math.ceil(lanes / plan.workgroupSize), 1, chunk.members],
        },
      ]);
      step.push(advanceDispatch(gpu, this.#pipelines.advance, control));
      const kind = `${lanes},${members.length}`;
      const pace = this.#paces.get(kind) ?? { steps: 1 };
      this.#paces.set(kind, pace);
      await runPaced(gpu, step, steps, (done) => onProgress(done / steps), Infinity, pace);
      // One wait for all of them.
      const found = await Promise.all(chunks.map((chunk) => gpu.readFloats(chunk.scores, chunkSize)));
      const values = new Float32Array(images.count * members.length * classes);
      found.forEach((scores, i) => {
        const row = chunks[i]!.members * classes;
        for (let image = 0; image < images.count; image++) {
          const from = image * atOnce * classes;
          const to = (image * members.length + i * atOnce) * classes;
          for (let k = 0; k < row; k++) values[to + k] = scores[from + k]!;
        }
      });
      return { images: images.count, members: members.length, classes, values };
    } finally {
      scratch.release();
      gpu.release(control, table, vectors, ...chunks.flatMap(({ parameters, scores }) => [parameters, scores]));
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
