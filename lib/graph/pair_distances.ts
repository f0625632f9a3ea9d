/**
 * Distances of many pairs of images under the image distortion model.
 *
 * @module
 */
import type { Gpu } from "../gpu/gpu.ts";
import { compileOnce } from "./compiled.ts";
import { DISTORTION_WORKGROUP, type DistortionPlan, distortionWgsl } from "./distortion_wgsl.ts";

/** Invocations of one submit; two submits are under way at a time. */
const CHUNK = 65_536;

/** For each fixed image a list of moving ones. */
export interface PairLists {
  /** Index of the fixed image of the first list; those that follow count up. */
  readonly firstFixed: number;
  /** u32 [lists + 1]: where each list begins and the last ends. */
  readonly offsets: Uint32Array;
  /** Moving images, list after list. */
  readonly moving: Uint32Array;
}

/** Lists that all have the same length. */
export function evenLists(firstFixed: number, moving: Uint32Array, length: number): PairLists {
  const lists = moving.length / length;
  return { firstFixed, moving, offsets: Uint32Array.from({ length: lists + 1 }, (_, i) => i * length) };
}

interface Slot {
  readonly indices: GPUBuffer;
  readonly distances: GPUBuffer;
  readonly invocations: GPUBuffer;
}

/** One compiled distortion kernel. */
export class PairDistances {
  readonly #gpu: Gpu;
  readonly #pipeline: GPUComputePipeline;

  private constructor(gpu: Gpu, pipeline: GPUComputePipeline) {
    this.#gpu = gpu;
    this.#pipeline = pipeline;
  }

  /** Compiles the kernel. */
  static async create(gpu: Gpu, plan: DistortionPlan): Promise<PairDistances> {
    return new PairDistances(gpu, await compileOnce(gpu, `distortion ${plan.layout.side}`, distortionWgsl(plan)));
  }

  /**
   * Measures pairs. Several calls may be under way at a time.
   *
   * @param fixed The fixed images' gradients.
   * @param moving The moving images' gradients.
   * @param onProgress Is told the share that is done.
   * @returns One distance a pair, in the lists' order.
   */
  async measure(
    fixed: GPUTexture,
    moving: GPUTexture,
    lists: PairLists,
    onProgress: (share: number) => void = () => {},
  ): Promise<Uint32Array<ArrayBuffer>> {
    const gpu = this.#gpu;
    const slots = gpu.allOrNothing(() =>
      [0, 1].map((): Slot => ({
        indices: gpu.buffer(CHUNK * 12, "pairs of images"),
        distances: gpu.buffer(CHUNK * 8, "distances of images"),
        invocations: gpu.buffer(16, "a count"),
      }))
    );
    try {
      return await this.#measureWith(slots, fixed, moving, lists, onProgress);
    } finally {
      for (const { indices, distances, invocations } of slots) gpu.release(indices, distances, invocations);
    }
  }

  async #measureWith(
    slots: readonly Slot[],
    fixed: GPUTexture,
    moving: GPUTexture,
    lists: PairLists,
    onProgress: (share: number) => void,
  ): Promise<Uint32Array<ArrayBuffer>> {
    const result = new Uint32Array(lists.moving.length);
    const bindings = slots.map((slot) =>
      this.#gpu.device.createBindGroup({
        layout: this.#pipeline.getBindGroupLayout(0),
        entries: [
          { binding: 0, resource: fixed.createView() },
          { binding: 1, resource: moving.createView() },
          ...[slot.indices, slot.distances, slot.invocations].map((buffer, i) => ({
            binding: i + 2,
            resource: { buffer },
          })),
        ],
      })
    );
    const chunk = new Uint32Array(CHUNK * 3);
    const places = [new Uint32Array(CHUNK * 2), new Uint32Array(CHUNK * 2)];
    let pending: Promise<void> | undefined;
    let invocations = 0;
    let turn = 0;
    const flush = async () => {
      const slot = slots[turn]!;
      const count = invocations;
      const targets = places[turn]!;
      this.#gpu.write(slot.indices, chunk.slice(0, count * 3));
      this.#gpu.write(slot.invocations, new Uint32Array([count]));
      this.#gpu.submit([{
        pipeline: this.#pipeline,
        bindings: bindings[turn]!,
        workgroups: [Math.ceil(count / DISTORTION_WORKGROUP), 1, 1],
      }]);
      const before = pending;
      pending = this.#gpu.readWords(slot.distances, count * 2).then((distances) => {
        for (let i = 0; i < count * 2; i++) result[targets[i]!] = distances[i]!;
      });
      turn = 1 - turn;
      invocations = 0;
      await before;
    };
    for (let list = 0; list + 1 < lists.offsets.length; list++) {
      const end = lists.offsets[list + 1]!;
      for (let at = lists.offsets[list]!; at < end; at += 2) {
        // A list of odd length ends with a pair that is measured twice.
        const second = Math.min(at + 1, end - 1);
        chunk[invocations * 3] = lists.firstFixed + list;
        chunk[invocations * 3 + 1] = lists.moving[at]!;
        chunk[invocations * 3 + 2] = lists.moving[second]!;
        places[turn]![invocations * 2] = at;
        places[turn]![invocations * 2 + 1] = second;
        if (++invocations === CHUNK) {
          await flush();
          onProgress(at / lists.moving.length);
        }
      }
    }
    if (invocations > 0) await flush();
    await pending;
    onProgress(1);
    return result;
  }
}
