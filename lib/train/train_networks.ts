import { NetworkScratch } from "../ensemble/network_scratch.ts";
import type { NetworkPipelines } from "../ensemble/network_pipelines.ts";
import { foldBatchNorm } from "../ensemble/fold_batch_norm.ts";
import { initialNetwork } from "../ensemble/network.ts";
import type { Gpu } from "../gpu/gpu.ts";
import type { Binding, Dispatch } from "../gpu/dispatch.ts";
import { type Pace, runPaced } from "../gpu/paced.ts";
import { scheduleConstants, type ScheduleSettings, scheduleTable } from "../kernels/adamw/schedule.ts";
import { type AugmentSettings, augmentWords } from "../kernels/augment/settings.ts";
import { statisticsFloats } from "../kernels/batch_norm/place.ts";
import { advanceDispatch, CONTROL_WORDS, writeControl } from "../kernels/control/control.ts";
import { uniformAt } from "../random/counter_stream.ts";
import type { TrainingStore } from "./training_store.ts";

/** One network to be trained. */
export interface NetworkMember {
  /** Of its start, the order of its images and their augmentation; a whole number of at least 0. */
  readonly seed: number;
  /** u8 [images], 0 to 9: labels or pseudo-labels. */
  readonly labels: Uint8Array;
  /** Images to train on, if not all. */
  readonly indices?: Uint32Array;
}

/** What all members share. */
export interface NetworkSettings {
  readonly batchSize: number;
  readonly schedule: ScheduleSettings;
  readonly augment: AugmentSettings;
}

/** A network after its last step. */
export interface TrainedNetwork {
  /** f32 [parameterCount]: the running average of the parameters, batch norm folded into them (see `foldBatchNorm`). */
  readonly parameters: Float32Array<ArrayBuffer>;
  /** Mean loss of each stretch of training, at most 100 stretches of equally many steps, the last perhaps of fewer. */
  readonly losses: readonly number[];
}

/** Stretches of a loss curve, at most. */
const MOST_STRETCHES = 100;
/** Which stream of a member's seed the order of its images is drawn from. */
const ORDER_STREAM = 3;
const TWO_TO_32 = 2 ** 32;

/**
 * Trains networks on the GPU, as many side by side as the plan says; each as if it were alone, so that neither the other
 * members nor their number matter to it.
 *
 * @param images Packed for sampling, on the GPU (see `packForSampling`).
 * @param onProgress Told the share that is done, 0..1.
 * @param store Where the training's state is kept, and taken from if it was; the outcome is the same to the last bit.
 * @throws {RangeError} If a member has no image.
 * @throws {GpuError} If the device fails.
 */
export async function trainNetworks(
  gpu: Gpu,
  pipelines: NetworkPipelines,
  images: Binding,
  members: readonly NetworkMember[],
  settings: NetworkSettings,
  onProgress: (share: number) => void = () => {},
  store?: TrainingStore,
): Promise<TrainedNetwork[]> {
  const trained: TrainedNetwork[] = [];
  const chunk = pipelines.plan.trainingMembers;
  const scratch = new NetworkScratch(gpu, pipelines, Math.min(chunk, members.length), settings.batchSize, true);
  try {
    for (let start = 0; start < members.length; start += chunk) {
      const part = members.slice(start, start + chunk);
      const report = (share: number) => onProgress((start + share * part.length) / members.length);
      trained.push(
        ...await trainChunk(gpu, pipelines, scratch, images, part, settings, report, `from ${start}`, store),
      );
    }
    return trained;
  } finally {
    scratch.release();
  }
}

async function trainChunk(
  gpu: Gpu,
  pipelines: NetworkPipelines,
  scratch: NetworkScratch,
  images: Binding,
  members: readonly NetworkMember[],
  settings: NetworkSettings,
  onProgress: (share: number) => void,
  name: string,
  store: TrainingStore | undefined,
): Promise<TrainedNetwork[]> {
  const { model, plan } = pipelines;
  const { batchSize, schedule } = settings;
  const { steps } = schedule;
  const count = members.length;
  const { indices, labels } = batchTable(members, steps, batchSize);
  const normFloats = statisticsFloats(model.norms);
  const initial = new Float32Array(count * model.parameterCount);
  members.forEach(({ seed }, i) => initial.set(initialNetwork(model, seed), i * model.parameterCount));
  const kept = await store?.read(name);
  const buffers = gpu.allOrNothing(() => ({
    control: gpu.buffer(CONTROL_WORDS * 4, "control block"),
    indices: gpu.upload(indices, "index table"),
    labels: gpu.upload(labels, "labels"),
    augment: gpu.upload(augmentWords(settings.augment, 0, 0), "augmentation"),
    seeds: gpu.upload(seedWords(members.map(({ seed }) => seed)), "seeds"),
    schedule: gpu.upload(scheduleTable(schedule), "schedule"),
    constants: gpu.upload(scheduleConstants(schedule.optimiser), "AdamW constants"),
    parameters: gpu.upload(kept?.parameters ?? initial, "parameters"),
    averages: gpu.upload(kept?.averages ?? initial, "averages of the parameters"),
    gradient: gpu.buffer(initial.byteLength, "gradient"),
    statistics: kept ? gpu.upload(kept.statistics, "statistics") : gpu.buffer(count * normFloats * 4, "statistics"),
    moments: kept ? gpu.upload(kept.moments, "moments") : gpu.buffer(2 * initial.byteLength, "moments"),
    losses: gpu.buffer(steps * count * batchSize * 4, "losses"),
  }));
  try {
    writeControl(gpu, buffers.control, {
      lanes: batchSize,
      members: count,
      indexMemberStride: batchSize,
      indexStepStride: count * batchSize,
      backward: true,
      step: kept?.step ?? 0,
    });
    const { control, parameters, gradient } = buffers;
    const inputs = { ...buffers, images, batchNorm: buffers };
    const loss: Dispatch = {
      pipeline: pipelines.loss,
      bindings: gpu.bind(pipelines.loss, [
        control,
        scratch.partials,
        parameters,
        buffers.labels,
        scratch.scoreGradient,
        buffers.losses,
      ]),
      workgroups: [Math.ceil(batchSize / plan.workgroupSize), 1, count],
    };
    const update: Dispatch = {
      pipeline: pipelines.adamW,
      bindings: gpu.bind(pipelines.adamW, [
        control,
        buffers.schedule,
        buffers.constants,
        gradient,
        buffers.moments,
        parameters,
        buffers.averages,
      ]),
      workgroups: [Math.ceil(model.parameterCount / plan.workgroupSize), count, 1],
    };
    const step = [
      ...scratch.forward(inputs, count),
      loss,
      ...scratch.backward(inputs, gradient, count),
      update,
      advanceDispatch(gpu, pipelines.advance, control),
    ];
    const losses = members.map((_, i) => [...kept?.losses[i] ?? []]);
    let done = kept?.step ?? 0;
    let durationMs = kept?.durationMs ?? 0;
    let costMs = 0;
    const pace: Pace = { steps: 1 };
    while (done < steps) {
      const [from, startMs] = [done, performance.now()];
      const report = (more: number) => onProgress((from + more) / steps);
      done += await runPaced(gpu, step, steps - from, report, store?.intervalMs(costMs), pace);
      const lanes = await gpu.readFloats(buffers.losses, done * count * batchSize);
      losses.forEach((ofMember, i) => {
        for (let at = from; at < done; at++) {
          const row = (at * count + i) * batchSize;
          ofMember.push(lanes.subarray(row, row + batchSize).reduce((total, loss) => total + loss, 0) / batchSize);
        }
      });
      const trainedMs = performance.now();
      durationMs += trainedMs - startMs;
      await store?.write(name, {
        step: done,
        parameters: await gpu.readFloats(parameters, initial.length),
        averages: await gpu.readFloats(buffers.averages, initial.length),
        moments: await gpu.readFloats(buffers.moments, 2 * initial.length),
        statistics: await gpu.readFloats(buffers.statistics, count * normFloats),
        losses,
        durationMs,
      });
      costMs = performance.now() - trainedMs;
    }
    const averages = await gpu.readFloats(buffers.averages, initial.length);
    const statistics = await gpu.readFloats(buffers.statistics, count * normFloats);
    return members.map((_, i) => ({
      parameters: foldBatchNorm(
        model,
        averages.subarray(i * model.parameterCount, (i + 1) * model.parameterCount),
        statistics.subarray(i * normFloats, (i + 1) * normFloats),
      ),
      losses: stretches(steps, (at) => losses[i]![at]!),
    }));
  } finally {
    gpu.release(...Object.values(buffers));
  }
}

/** Two words for each seed. */
export function seedWords(seeds: readonly number[]): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(seeds.flatMap((seed) => [seed % TWO_TO_32, Math.floor(seed / TWO_TO_32)]));
}

/** Which image each lane of each member sees at each step, and its label: `[step][member][lane]`. */
function batchTable(
  members: readonly NetworkMember[],
  steps: number,
  batchSize: number,
): { indices: Uint32Array<ArrayBuffer>; labels: Uint32Array<ArrayBuffer> } {
  const indices = new Uint32Array(steps * members.length * batchSize);
  const labels = new Uint32Array(indices.length);
  members.forEach((member, m) => {
    const order = imageOrder(member, steps * batchSize);
    order.forEach((image, i) => {
      const at = (Math.floor(i / batchSize) * members.length + m) * batchSize + i % batchSize;
      indices[at] = image;
      labels[at] = member.labels[image]!;
    });
  });
  return { indices, labels };
}

/**
 * The first `count` images of a member: all of them in random order, then all in another order, and so on.
 *
 * @throws {RangeError} If the member has no image.
 */
export function imageOrder({ seed, labels, indices }: NetworkMember, count: number): Uint32Array<ArrayBuffer> {
  const all = indices ?? Uint32Array.from(labels, (_, i) => i);
  if (all.length === 0) throw new RangeError("Ordering a network's images: found none, wanted at least one");
  const order = new Uint32Array(count);
  let drawn = 0;
  for (let filled = 0; filled < count; filled += all.length) {
    const pass = all.slice();
    for (let i = pass.length - 1; i > 0; i--) {
      const j = Math.floor(uniformAt(seed, ORDER_STREAM, drawn++) * (i + 1));
      [pass[i], pass[j]] = [pass[j]!, pass[i]!];
    }
    order.set(pass.subarray(0, count - filled), filled);
  }
  return order;
}

function stretches(steps: number, lossOf: (step: number) => number): number[] {
  const length = Math.ceil(steps / MOST_STRETCHES);
  const means: number[] = [];
  for (let start = 0; start < steps; start += length) {
    const end = Math.min(steps, start + length);
    let total = 0;
    for (let step = start; step < end; step++) total += lossOf(step);
    means.push(total / (end - start));
  }
  return means;
}
