/**
 * The control block: a few words on the GPU that every kernel of the ensemble reads, so that one compiled pipeline
 * serves any batch size and any number of members, and thousands of steps are one recorded pass.
 *
 * @module
 */
import type { Gpu } from "../../gpu/gpu.ts";
import type { Dispatch } from "../../gpu/dispatch.ts";
import { MOST_LANES } from "../../gpu/loop_turns.ts";
import source from "./advance.wgsl" with { type: "text" };

/** An index that stands for "no image in this lane": the lane computes, but counts for nothing. */
export const ABSENT = 0xffff_ffff;

/** Position of each word in the control block. */
export const CONTROL = {
  /** Images of one batch: the fastest axis of every activation. */
  lanes: 0,
  /** Members at work. */
  members: 1,
  /** Words between two members' rows of the index table; 0 when all members see the same images. */
  indexMemberStride: 2,
  /** Words between two steps' blocks of the index table. */
  indexStepStride: 3,
  /** The step at hand, advanced on the GPU itself. */
  step: 4,
  /** 1 if a backward pass follows, so that the forward pass must keep its pool codes. */
  backward: 5,
} as const;

/** Words in the control block. */
export const CONTROL_WORDS = 8;

/** What the kernels of one recorded pass share. */
export interface ControlValues {
  readonly lanes: number;
  readonly members: number;
  readonly indexMemberStride: number;
  readonly indexStepStride: number;
  readonly backward: boolean;
  /** The step to begin with. By default 0. */
  readonly step?: number;
}

/**
 * Writes the control block.
 *
 * @throws {RangeError} If a batch has more images than loops over them are counted for.
 */
export function writeControl(gpu: Gpu, buffer: GPUBuffer, values: ControlValues): void {
  if (values.lanes > MOST_LANES) {
    throw new RangeError(
      `Writing a control block: found ${values.lanes} images of a batch, wanted at most ${MOST_LANES}`,
    );
  }
  const words = new Uint32Array(CONTROL_WORDS);
  words[CONTROL.lanes] = values.lanes;
  words[CONTROL.members] = values.members;
  words[CONTROL.indexMemberStride] = values.indexMemberStride;
  words[CONTROL.indexStepStride] = values.indexStepStride;
  words[CONTROL.step] = values.step ?? 0;
  words[CONTROL.backward] = values.backward ? 1 : 0;
  gpu.write(buffer, words);
}

/** Compiles the kernel that advances the step counter by one. */
export function advancePipeline(gpu: Gpu): Promise<GPUComputePipeline> {
  return gpu.pipeline("advance step", source);
}

/** The dispatch that advances the step counter of a control block. */
export function advanceDispatch(gpu: Gpu, pipeline: GPUComputePipeline, control: GPUBuffer): Dispatch {
  return { pipeline, bindings: gpu.bind(pipeline, [control]), workgroups: [1, 1, 1] };
}
