/**
 * Planes that one kernel stores to as a buffer and the next one loads as uniform buffers, one for each group of four channels
 * of one member and of one block of lanes, `[row][column][lane]`, without a border.
 *
 * On llvmpipe a vector of lanes is stored to a buffer in half the time that a texture takes, and loaded from a uniform buffer
 * in two thirds of it, at whatever index: of all memory it alone is read without a loop over lanes, or the sampler. But a
 * uniform buffer holds 65,536 bytes, and which one is read must be known when a dispatch is recorded: so a dispatch reads one
 * member's block, and what walks over members or images by itself, as weight gradients do, cannot load from one.
 *
 * @module
 */
import type { Binding, Gpu } from "../gpu/gpu.ts";
import { range } from "./wgsl.ts";

/** What one block of a plane holds. */
export interface UniformBlock {
  /** Rows, and columns. */
  readonly side: number;
  /** Groups of four channels. */
  readonly groups: number;
  /** Images of one block. */
  readonly lanes: number;
}

const VECTOR_BYTES = 16;
/** Vectors between two places at which a binding may begin, on any adapter. Source: WebGPU's limits, 256 bytes. */
const ALIGNED_VECTORS = 256 / VECTOR_BYTES;

/** Vectors of one group of a block; the one after the last pixel's stays zero, and stands for what lies outside the plane. */
export function uniformVectors({ side, lanes }: Pick<UniformBlock, "side" | "lanes">): number {
  return Math.ceil((side ** 2 * lanes + 1) / ALIGNED_VECTORS) * ALIGNED_VECTORS;
}

/** Bytes of one group's binding. */
export function uniformBytes(block: Pick<UniformBlock, "side" | "lanes">): number {
  return uniformVectors(block) * VECTOR_BYTES;
}

/** Declares the groups of a block that a kernel reads, `${name}0`, `${name}1`, …, and `part`: the block's member and first lane. */
export function readUniformBlock(block: UniformBlock, name: string): string[] {
  return [
    "<uniform> part: vec4u",
    ...range(block.groups).map((g) => `<uniform> ${name}${g}: array<vec4f, ${uniformVectors(block)}>`),
  ];
}

/**
 * Statements that find where the pixels of a patch lie in every group of a block, `at${y}_${x}`: needs `laneOfBlock`.
 *
 * @param top The expression for the patch's first row, in the plane with its border.
 * @param left The same for its first column.
 * @param rows Rows of the patch.
 * @param columns Columns of the patch.
 * @param border Zeros around the plane.
 */
export function findPatch(
  { side, lanes }: UniformBlock,
  top: string,
  left: string,
  rows: number,
  columns: number,
  border: number,
): string {
  // Before the first row and column an unsigned number wraps, and is no less outside.
  const line = (name: string, first: string, i: number, stride: number) =>
    `let ${name}${i} = ${first} + ${i}u - ${border}u; let ${name}${i}inside = ${name}${i} < ${side}u;
let ${name}${i}at = ${name}${i} * ${stride}u;`;
  return [
    ...range(rows).map((y) => line("patchRow", top, y, side * lanes)),
    ...range(columns).map((x) => line("patchColumn", left, x, lanes)),
    ...range(rows).flatMap((y) =>
      range(columns).map((x) =>
        `let at${y}_${x} = select(${
          side ** 2 * lanes
        }u, patchRow${y}at + patchColumn${x}at + laneOfBlock, patchRow${y}inside && patchColumn${x}inside);`
      )
    ),
  ].join("\n");
}

/** The statement that finds where the blocks of `member` and `lane` lie in a plane that is stored to: needs `lanes`. */
export function findBlock(block: UniformBlock): string {
  const { lanes, groups } = block;
  return `let blockAt = (member * ((lanes + ${lanes - 1}u) / ${lanes}u) + lane / ${lanes}u) * ${
    groups * uniformVectors(block)
  }u + lane % ${lanes}u;`;
}

/** The statement that stores a vector of one group: needs `findBlock`. */
export function storeUniform(block: UniformBlock, name: string, group: number, pixel: string, value: string): string {
  return `${name}[blockAt + ${group * uniformVectors(block)}u + ${pixel} * ${block.lanes}u] = ${value};`;
}

/** A plane on the GPU that is loaded block by block. */
export interface UniformPlane {
  readonly block: UniformBlock;
  /** The whole of it, to be stored to. */
  readonly binding: Binding;
  /** Blocks of lanes of one member. */
  readonly laneBlocks: number;
  /** What a kernel is bound to that reads the blocks of `member`, see `readUniformBlock`. */
  blockBindings(member: number, laneBlock: number): Binding[];
  release(): void;
}

/**
 * Makes a plane filled with zeros.
 *
 * @param what Names it in an error.
 * @throws {GpuError} If the adapter has no room for it.
 */
export function createUniformPlane(
  gpu: Gpu,
  block: UniformBlock,
  size: { readonly members: number; readonly lanes: number },
  what: string,
): UniformPlane {
  const laneBlocks = Math.ceil(size.lanes / block.lanes);
  const count = size.members * laneBlocks;
  const groupBytes = uniformBytes(block);
  const buffer = gpu.uniformBuffer(count * block.groups * groupBytes, what);
  const partBytes = ALIGNED_VECTORS * VECTOR_BYTES;
  const parts = gpu.uniformBuffer(count * partBytes, `parts of ${what}`);
  const words = new Uint32Array(count * partBytes / 4);
  for (let i = 0; i < count; i++) {
    words.set([Math.floor(i / laneBlocks), i % laneBlocks * block.lanes], i * partBytes / 4);
  }
  gpu.write(parts, words);
  return {
    block,
    binding: buffer,
    laneBlocks,
    blockBindings: (member, laneBlock) => {
      const i = member * laneBlocks + laneBlock;
      return [
        { buffer: parts, offset: i * partBytes, size: VECTOR_BYTES },
        ...range(block.groups).map((g) => ({
          buffer,
          offset: (i * block.groups + g) * groupBytes,
          size: groupBytes,
        })),
      ];
    },
    release: () => gpu.release(buffer, parts),
  };
}
