import type { ImageSet } from "../data/dataset.ts";
import type { ImageStore } from "../ensemble/image_store.ts";
import type { EnsemblePipelines } from "../ensemble/pipelines.ts";
import { EnsembleScratch } from "../ensemble/scratch.ts";
import type { Dispatch, Gpu } from "../gpu/gpu.ts";
import { type Pace, runPaced } from "../gpu/paced.ts";
import { adamWCorrections, type AdamWSettings } from "../kernels/adamw/reference.ts";
import { ABSENT, advanceDispatch, CONTROL_WORDS, writeControl } from "../kernels/control/control.ts";
import {
  batchesOf,
  epochLosses,
  type TrainedMember,
  type Trainer,
  type TrainingMember,
  type TrainingSettings,
} from "./trainer.ts";

/** Trains on the GPU: every step of every member is one recorded pass after the other, and nothing is read back before the end. */
export class WebGpuTrainer implements Trainer {
  readonly preferredMembers: number;
  readonly leastChance: number;
  readonly #gpu: Gpu;
  readonly #pipelines: EnsemblePipelines;
  readonly #images: ImageStore;
  #scratch: EnsembleScratch | undefined;
  /** Of steps on the scratch's lanes. */
  #pace: Pace = { steps: 1 };

  /** @param images Owned by the caller. */
  constructor(gpu: Gpu, pipelines: EnsemblePipelines, images: ImageStore) {
    this.#gpu = gpu;
    this.#pipelines = pipelines;
    this.#images = images;
    this.preferredMembers = pipelines.plan.trainingMembers;
    this.leastChance = pipelines.plan.leastChance;
  }

  async train(
    images: ImageSet,
    members: readonly TrainingMember[],
    settings: TrainingSettings,
    onProgress: (share: number) => void = () => {},
  ): Promise<TrainedMember[]> {
    const trained: TrainedMember[] = [];
    const chunk = this.#pipelines.plan.trainingMembers;
    for (let start = 0; start < members.length; start += chunk) {
      const part = members.slice(start, start + chunk);
      const report = (share: number) => onProgress((start + share * part.length) / members.length);
      trained.push(...await this.#trainChunk(images, part, settings, report));
    }
    return trained;
  }

  /** Releases the scratch buffers. */
  release(): void {
    this.#scratch?.release();
    this.#scratch = undefined;
  }

  async #trainChunk(
    images: ImageSet,
    members: readonly TrainingMember[],
    settings: TrainingSettings,
    onProgress: (share: number) => void,
  ): Promise<TrainedMember[]> {
    const gpu = this.#gpu;
    const { model, plan } = this.#pipelines;
    const count = members.length;
    const table = stepTable(members, settings.batchSize);
    const scratch = this.#scratchFor(table.lanes);
    const initial = new Float32Array(count * model.parameterCount);
    const targets = new Float32Array(count * model.outputSize);
    members.forEach((member, i) => {
      initial.set(member.initial, i * model.parameterCount);
      targets.set(member.target, i * model.outputSize);
    });
    const buffers = {
      control: gpu.buffer(CONTROL_WORDS * 4, "control block"),
      indices: gpu.upload(table.indices, "index table"),
      optimiserSteps: gpu.upload(table.optimiserSteps, "optimiser steps"),
      corrections: gpu.upload(correctionTable(settings.optimiser, table.steps), "AdamW corrections"),
      constants: gpu.upload(optimiserConstants(settings.optimiser), "AdamW constants"),
      targets: gpu.upload(targets, "targets"),
      parameters: gpu.upload(initial, "parameters"),
      gradient: gpu.buffer(initial.byteLength, "gradient"),
      moments: gpu.buffer(2 * initial.byteLength, "moments"),
      losses: gpu.buffer(table.steps * count * table.lanes * 4, "losses"),
    };
    try {
      writeControl(gpu, buffers.control, {
        lanes: table.lanes,
        members: count,
        indexMemberStride: table.lanes,
        indexStepStride: count * table.lanes,
        backward: true,
      });
      const inputs = { ...buffers, images: this.#images.packed(images) };
      const loss: Dispatch = {
        pipeline: this.#pipelines.loss,
        bindings: gpu.bind(this.#pipelines.loss, [
          buffers.control,
          scratch.output,
          buffers.targets,
          buffers.indices,
          scratch.outputGradient,
          buffers.losses,
        ]),
        workgroups: [Math.ceil(table.lanes / plan.workgroupSize), 1, count],
      };
      const update: Dispatch = {
        pipeline: this.#pipelines.adamW,
        bindings: gpu.bind(this.#pipelines.adamW, [
          buffers.control,
          buffers.optimiserSteps,
          buffers.corrections,
          buffers.constants,
          buffers.gradient,
          buffers.moments,
          buffers.parameters,
        ]),
        workgroups: [Math.ceil(model.parameterCount / plan.workgroupSize), count, 1],
      };
      const step = [
        ...scratch.forward(inputs, count),
        loss,
        ...scratch.backward(inputs, buffers.gradient, count),
        update,
        advanceDispatch(gpu, this.#pipelines.advance, buffers.control),
      ];
      await runPaced(gpu, step, table.steps, (done) => onProgress(done / table.steps), Infinity, this.#pace);
      const parameters = await gpu.readFloats(buffers.parameters, initial.length);
      const losses = await gpu.readFloats(buffers.losses, table.steps * count * table.lanes);
      return members.map((member, i) => ({
        parameters: parameters.slice(i * model.parameterCount, (i + 1) * model.parameterCount),
        epochLosses: epochLosses(member, settings.batchSize, (at) => {
          let total = 0;
          for (let lane = 0; lane < table.lanes; lane++) total += losses[(at * count + i) * table.lanes + lane]!;
          return total;
        }),
      }));
    } finally {
      gpu.release(...Object.values(buffers));
    }
  }

  #scratchFor(lanes: number): EnsembleScratch {
    if (this.#scratch?.lanes !== lanes) {
      this.release();
      this.#pace = { steps: 1 };
      this.#scratch = new EnsembleScratch(
        this.#gpu,
        this.#pipelines,
        this.#pipelines.plan.trainingMembers,
        lanes,
        true,
      );
    }
    return this.#scratch!;
  }
}

/** Which image each lane of each member sees at each step, and which optimiser step that is. */
interface StepTable {
  readonly steps: number;
  readonly lanes: number;
  /** [step][member][lane] */
  readonly indices: Uint32Array<ArrayBuffer>;
  /** [step][member]; 0 for a member that has ended before the others. */
  readonly optimiserSteps: Uint32Array<ArrayBuffer>;
}

function stepTable(members: readonly TrainingMember[], batchSize: number): StepTable {
  const lengths = members.map((member) => member.epochs[0]?.length ?? 0);
  const lanes = Math.max(1, Math.min(batchSize, Math.max(...lengths)));
  const steps = Math.max(...members.map((member, i) => member.epochs.length * batchesOf(lengths[i]!, batchSize)));
  const indices = new Uint32Array(steps * members.length * lanes).fill(ABSENT);
  const optimiserSteps = new Uint32Array(steps * members.length);
  members.forEach((member, i) => {
    let step = 0;
    for (const order of member.epochs) {
      for (let start = 0; start < order.length; start += batchSize, step++) {
        indices.set(order.subarray(start, start + batchSize), (step * members.length + i) * lanes);
        optimiserSteps[step * members.length + i] = step + 1;
      }
    }
  });
  return { steps, lanes, indices, optimiserSteps };
}

function correctionTable(settings: AdamWSettings, steps: number): Float32Array<ArrayBuffer> {
  const table = new Float32Array(2 * (steps + 1));
  for (let t = 1; t <= steps; t++) table.set(adamWCorrections(settings, t), 2 * t);
  return table;
}

function optimiserConstants(settings: AdamWSettings): Float32Array<ArrayBuffer> {
  const { learningRate, weightDecay, beta1, beta2, epsilon } = settings;
  return Float32Array.of(1 - learningRate * weightDecay, beta1, beta2, epsilon, 1 - beta1, 1 - beta2);
}
