import { parameterBuffer } from "../ensemble/parameter_buffer.ts";
import type { EnsemblePipelines } from "../ensemble/pipelines.ts";
import type { EnsembleScratch } from "../ensemble/scratch.ts";
import type { Gpu } from "../gpu/gpu.ts";
import type { Binding, Dispatch } from "../gpu/dispatch.ts";
import { adamWCorrections, type AdamWSettings } from "../kernels/adamw/reference.ts";
import { ABSENT, advanceDispatch, CONTROL_WORDS, writeControl } from "../kernels/control/control.ts";
import { batchesOf, epochLosses, type TrainedMember, type TrainingMember, type TrainingSettings } from "./trainer.ts";

/** A member with a place on the device. */
export class PlacedMember {
  readonly member: TrainingMember;
  /** Steps from its first to its last. */
  readonly steps: number;
  /** Steps that have been submitted. */
  submitted = 0;
  readonly #batchSize: number;
  readonly #batches: number;
  /** The summed loss of each step whose losses are known. */
  readonly #losses: number[] = [];

  constructor(member: TrainingMember, batchSize: number) {
    this.member = member;
    this.#batchSize = batchSize;
    this.#batches = batchesOf(member.epochs[0]?.length ?? 0, batchSize);
    this.steps = member.epochs.length * this.#batches;
  }

  /** The images of a step. */
  batch(step: number): Int32Array {
    const start = step % this.#batches * this.#batchSize;
    return this.member.epochs[Math.floor(step / this.#batches)]!.subarray(start, start + this.#batchSize);
  }

  /** Takes the next steps' losses. */
  takeLosses(losses: readonly number[]): void {
    this.#losses.push(...losses);
  }

  /** The losses of the epochs that are known from start to end. */
  get epochLosses(): number[] {
    const epochs = this.#batches === 0 ? 0 : Math.floor(this.#losses.length / this.#batches);
    return epochLosses(
      { epochs: this.member.epochs.slice(0, epochs) },
      this.#batchSize,
      (step) => this.#losses[step]!,
    );
  }
}

/** Steps that have been submitted together. */
export interface Stretch {
  readonly steps: number;
  /**
   * Ends when they are done. By then every member that took part knows its losses; what comes out are the members that have
   * ended, and their parameters.
   *
   * @throws {GpuError} If the device is lost or reports an error.
   */
  readonly done: Promise<readonly { readonly place: PlacedMember; readonly trained: TrainedMember }[]>;
}

/**
 * The places on the device where members are trained side by side: their parameters, moments and targets. Members come and go
 * between stretches of steps, while those beside them go on.
 */
export class TrainingPlaces {
  readonly #gpu: Gpu;
  readonly #pipelines: EnsemblePipelines;
  readonly #scratch: EnsembleScratch;
  readonly #settings: TrainingSettings;
  readonly #images: Binding;
  readonly #buffers;
  /** AdamW's corrections up to the longest member's last step. */
  #corrections: { readonly steps: number; readonly buffer: GPUBuffer } | undefined;
  /** Who is where; there is no gap. */
  #places: PlacedMember[] = [];

  /**
   * @param places Places to be had.
   * @param scratch Of as many members, with one lane for each image of a batch.
   */
  constructor(
    gpu: Gpu,
    pipelines: EnsemblePipelines,
    scratch: EnsembleScratch,
    images: Binding,
    places: number,
    settings: TrainingSettings,
  ) {
    const { parameterCount, outputSize } = pipelines.model;
    this.#gpu = gpu;
    this.#pipelines = pipelines;
    this.#scratch = scratch;
    this.#images = images;
    this.#settings = settings;
    this.#buffers = gpu.allOrNothing(() => ({
      control: gpu.buffer(CONTROL_WORDS * 4, "control block"),
      constants: gpu.upload(optimiserConstants(settings.optimiser), "AdamW constants"),
      targets: gpu.buffer(places * outputSize * 4, "targets"),
      parameters: parameterBuffer(gpu, pipelines.plan, places, parameterCount),
      gradient: gpu.buffer(places * parameterCount * 4, "gradient"),
      moments: gpu.buffer(places * parameterCount * 8, "moments"),
      // What a member takes with it when it moves.
      suitcase: gpu.buffer(parameterCount * 8, "a member on the move"),
    }));
  }

  /** Who is at work. */
  get members(): readonly PlacedMember[] {
    return this.#places;
  }

  /** Lets those go that are not among `staying`, and `coming` in. Together they are no more than there are places. */
  rearrange(staying: ReadonlySet<PlacedMember>, coming: readonly PlacedMember[]): void {
    const places: (PlacedMember | undefined)[] = this.#places.map((one) => staying.has(one) ? one : undefined);
    for (const one of coming) {
      const free = places.indexOf(undefined);
      const at = free < 0 ? places.length : free;
      places[at] = one;
      this.#settle(one.member, at);
    }
    // The last ones move into the gaps that are left, as kernels take members one after the other.
    while (places.includes(undefined)) {
      const last = places.pop();
      if (last === undefined) continue;
      const at = places.indexOf(undefined);
      places[at] = last;
      this.#move(places.length, at);
    }
    this.#places = places.filter((one) => one !== undefined);
  }

  /** Submits steps of all members; those that have fewer left rest after their last. Those that have none left go. */
  submit(steps: number): Stretch {
    const gpu = this.#gpu;
    const { plan, model } = this.#pipelines;
    const { batchSize: lanes } = this.#settings;
    const places = this.#places;
    const count = places.length;
    const indices = new Uint32Array(steps * count * lanes).fill(ABSENT);
    const optimiserSteps = new Uint32Array(steps * count);
    const taken = places.map((place, i) => {
      const first = place.submitted;
      const taken = Math.min(steps, place.steps - first);
      for (let step = 0; step < taken; step++) {
        indices.set(place.batch(first + step), (step * count + i) * lanes);
        optimiserSteps[step * count + i] = first + step + 1;
      }
      place.submitted += taken;
      return taken;
    });
    const corrections = this.#correctionsFor(Math.max(...places.map(({ steps }) => steps)));
    const { control, constants, targets, parameters, gradient, moments } = this.#buffers;
    const tables = gpu.allOrNothing(() => ({
      indices: gpu.upload(indices, "index table"),
      optimiserSteps: gpu.upload(optimiserSteps, "optimiser steps"),
      losses: gpu.buffer(steps * count * lanes * 4, "losses"),
    }));
    writeControl(gpu, control, {
      lanes,
      members: count,
      indexMemberStride: lanes,
      indexStepStride: count * lanes,
      backward: true,
    });
    const { loss, adamW, advance } = this.#pipelines;
    const scratch = this.#scratch;
    const inputs = { control, parameters, images: this.#images, indices: tables.indices };
    const dispatches: Dispatch[] = [
      ...scratch.forward(inputs, count),
      {
        pipeline: loss,
        bindings: gpu.bind(loss, [
          control,
          scratch.output,
          targets,
          tables.indices,
          scratch.outputGradient,
          tables.losses,
        ]),
        workgroups: [Math.ceil(lanes / plan.workgroupSize), 1, count],
      },
      ...scratch.backward(inputs, gradient, count),
      {
        pipeline: adamW,
        bindings: gpu.bind(adamW, [
          control,
          tables.optimiserSteps,
          corrections,
          constants,
          gradient,
          moments,
          parameters,
        ]),
        workgroups: [Math.ceil(model.parameterCount / plan.workgroupSize / plan.parametersEach), count, 1],
      },
      advanceDispatch(gpu, advance, control),
    ];
    gpu.submit(dispatches, steps);
    // What is read is copied behind these steps and before the next ones, which may come at once.
    const losses = gpu.readFloats(tables.losses, steps * count * lanes);
    const ended = places.flatMap((place, i) =>
      place.submitted < place.steps
        ? []
        : [{ place, parameters: gpu.readFloats(parameters, model.parameterCount, i * model.parameterCount) }]
    );
    this.rearrange(new Set(places.filter(({ submitted, steps }) => submitted < steps)), []);
    const done = (async () => {
      try {
        // All at once: one that fails while another is waited for would be nobody's.
        const [found, ...parameters] = await Promise.all([losses, ...ended.map(({ parameters }) => parameters)]);
        places.forEach((place, i) => place.takeLosses(lossesOf(found, i, taken[i]!, count, lanes)));
        return ended.map(({ place }, i) => ({
          place,
          trained: { parameters: parameters[i]!, epochLosses: place.epochLosses },
        }));
      } finally {
        gpu.release(...Object.values(tables));
      }
    })();
    done.catch(() => {}); // it is awaited in its turn
    return { steps, done };
  }

  /** Frees the buffers. */
  release(): void {
    if (this.#corrections) this.#gpu.release(this.#corrections.buffer);
    this.#gpu.release(...Object.values(this.#buffers));
  }

  /** Gives a member a place. */
  #settle({ initial, target }: TrainingMember, place: number): void {
    const { parameters, moments, targets } = this.#buffers;
    this.#gpu.write(parameters, initial, place * initial.byteLength);
    this.#gpu.write(moments, new Float32Array(2 * initial.length), place * 2 * initial.byteLength);
    this.#gpu.write(targets, Float32Array.from(target), place * target.length * 4);
  }

  /** Moves a member from a place to another; a buffer cannot be copied onto itself. */
  #move(from: number, to: number): void {
    const { parameterCount, outputSize } = this.#pipelines.model;
    const { suitcase, parameters, moments, targets } = this.#buffers;
    for (
      const [buffer, bytes] of [[parameters, 4 * parameterCount], [moments, 8 * parameterCount], [
        targets,
        4 * outputSize,
      ]] as const
    ) {
      this.#gpu.copy(buffer, from * bytes, suitcase, 0, bytes);
      this.#gpu.copy(suitcase, 0, buffer, to * bytes, bytes);
    }
  }

  /** AdamW's corrections up to a step at least. */
  #correctionsFor(steps: number): GPUBuffer {
    if (this.#corrections && this.#corrections.steps >= steps) return this.#corrections.buffer;
    if (this.#corrections) this.#gpu.release(this.#corrections.buffer);
    const buffer = this.#gpu.upload(correctionTable(this.#settings.optimiser, steps), "AdamW corrections");
    this.#corrections = { steps, buffer };
    return buffer;
  }
}

/** The summed losses of one member's first steps, from those of all lanes, `[step][member][lane]`. */
function lossesOf(losses: Float32Array, member: number, steps: number, members: number, lanes: number): number[] {
  return Array.from({ length: steps }, (_, step) => {
    let total = 0;
    for (let lane = 0; lane < lanes; lane++) total += losses[(step * members + member) * lanes + lane]!;
    return total;
  });
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
