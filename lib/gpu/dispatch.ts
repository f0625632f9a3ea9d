/**
 * What kernels are given, and how one run of a kernel is recorded.
 *
 * @module
 */

/** What a buffer on the GPU may be filled from. */
export type BufferData = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** What a kernel can be bound to. */
export type Binding = GPUBuffer | GPUTextureView;

/** One recorded dispatch: a pipeline, what it is bound to and how many workgroups of it run. */
export interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly workgroups: readonly [x: number, y: number, z: number];
}
