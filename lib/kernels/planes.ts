/**
 * Planes: the tensors between kernels, `[member][row][lane]`, where a row is one pixel's group of four channels or one
 * window's word of pool codes, and a lane is an image.
 *
 * They live in buffers, or in array textures (x: lane, y: row, layer: member). On llvmpipe a buffer's load at an index that
 * differs from lane to lane is a loop with a round trip through memory; a texture's is not, and is 3 to 15 times as fast.
 *
 * @module
 */
import type { Gpu } from "../gpu/gpu.ts";
import type { Binding } from "../gpu/dispatch.ts";

/** Where planes live. */
export type PlaneStorage = "buffer" | "texture";

/** What one lane of one row holds. */
export type PlaneElement = "vec4f" | "u32";

const TEXEL_FORMAT = { vec4f: "rgba32float", u32: "r32uint" } as const;
const SAMPLED_TYPE = { vec4f: "f32", u32: "u32" } as const;
const ELEMENT_BYTES = { vec4f: 16, u32: 4 } as const;

/** Declares a plane that a kernel reads. */
export function readPlane(storage: PlaneStorage, element: PlaneElement, name: string): string {
  return storage === "buffer"
    ? `<storage, read> ${name}: array<${element}>`
    : ` ${name}: texture_2d_array<${SAMPLED_TYPE[element]}>`;
}

/** Declares a plane that a kernel writes. */
export function writePlane(storage: PlaneStorage, element: PlaneElement, name: string): string {
  return storage === "buffer"
    ? `<storage, read_write> ${name}: array<${element}>`
    : ` ${name}: texture_storage_2d_array<${TEXEL_FORMAT[element]}, write>`;
}

/**
 * The expression that loads a plane's element of `member` and `lane`, names that must be in scope with `lanes`.
 *
 * @param rows Rows of one member.
 */
export function loadPlane(
  storage: PlaneStorage,
  element: PlaneElement,
  name: string,
  rows: number,
  row: string,
): string {
  if (storage === "buffer") return `${name}[(member * ${rows}u + ${row}) * lanes + lane]`;
  return `textureLoad(${name}, vec2u(lane, ${row}), member, 0)${element === "u32" ? ".x" : ""}`;
}

/** The statement that stores a plane's element of `member` and `lane`. */
export function storePlane(
  storage: PlaneStorage,
  element: PlaneElement,
  name: string,
  rows: number,
  row: string,
  value: string,
): string {
  if (storage === "buffer") return `${name}[(member * ${rows}u + ${row}) * lanes + lane] = ${value};`;
  return `textureStore(${name}, vec2u(lane, ${row}), member, ${
    element === "u32" ? `vec4u(${value}, 0u, 0u, 0u)` : value
  });`;
}

/** A plane on the GPU. */
export interface Plane {
  readonly binding: Binding;
  release(): void;
}

/**
 * Makes a plane filled with zeros.
 *
 * @param what Names it in an error.
 * @throws {GpuError} If the adapter has no room for it.
 */
export function createPlane(
  gpu: Gpu,
  storage: PlaneStorage,
  element: PlaneElement,
  size: { readonly members: number; readonly rows: number; readonly lanes: number },
  what: string,
): Plane {
  const { members, rows, lanes } = size;
  if (storage === "buffer") {
    const buffer = gpu.buffer(members * rows * lanes * ELEMENT_BYTES[element], what);
    return { binding: buffer, release: () => gpu.release(buffer) };
  }
  const texture = gpu.texture({ width: lanes, height: rows, layers: members }, TEXEL_FORMAT[element], what);
  return { binding: texture.createView({ dimension: "2d-array" }), release: () => gpu.releaseTexture(texture) };
}
