/**
 * Kernels that do one thing only, to find out how fast an adapter can do it.
 *
 * @module
 */
import {
  loadPlane,
  type PlaneElement,
  type PlaneStorage,
  readPlane,
  storePlane,
  writePlane,
} from "../kernels/planes.ts";
import { bindings, range } from "../kernels/wgsl.ts";

/** How a multiply-add is written. */
export type MultiplyAddForm = "a * b + c" | "fma(a, b, c)";

/**
 * Multiply-adds of one chain in a row before the loop turns. Compilers put them one after the other, however they are
 * written, so that many of them leave a CPU waiting for each: with 16 in a row llvmpipe does 60 % of what it does with 4.
 */
const UNROLLED = 4;
/** Turns of the loop. Without a loop, LLVM takes the vectors apart and does the work lane by lane. */
const TURNS = 128;

/** Multiply-adds that one invocation of {@linkcode multiplyAddWgsl} does. */
export function multiplyAddsEach(chains: number): number {
  return chains * UNROLLED * TURNS;
}

/**
 * Multiply-adds on registers alone.
 *
 * Bindings: seed f32 [2], the factor and the addend; sink f32 [workgroup size].
 *
 * @param chains Independent chains, enough of which hide the latency of one.
 */
export function multiplyAddWgsl(form: MultiplyAddForm, chains: number, workgroupSize: number): string {
  const step = (c: number) => form === "a * b + c" ? `x${c} = x${c} * a + b;` : `x${c} = fma(x${c}, a, b);`;
  const turn = range(UNROLLED).map(() => range(chains).map(step).join(" ")).join("\n");
  return `${bindings(["<storage, read> seed: array<f32>", "<storage, read_write> sink: array<f32>"])}
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(local_invocation_id) local: vec3u) {
let a = seed[0]; let b = seed[1];
${range(chains).map((c) => `var x${c} = f32(local.x) + ${c}.0;`).join(" ")}
for (var turn = 0u; turn < ${TURNS}u; turn++) {
${turn}
}
sink[local.x] = ${range(chains).map((c) => `x${c}`).join(" + ")};
}`;
}

/** Copies a plane of one member. Grid: x = lanes / workgroup size, y = rows. */
export function copyPlaneWgsl(storage: PlaneStorage, rows: number, lanes: number, workgroupSize: number): string {
  const load = loadPlane(storage, "vec4f", "source", rows, "row");
  return `${bindings([readPlane(storage, "vec4f", "source"), writePlane(storage, "vec4f", "copy")])}
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(global_invocation_id) id: vec3u) {
let lanes = ${lanes}u; let member = 0u; let lane = id.x; let row = id.y;
${storePlane(storage, "vec4f", "copy", rows, "row", load)}
}`;
}

/**
 * Loads every row of a plane of one member, small enough to stay in the cache, at an index that differs from lane to lane.
 *
 * Bindings: the plane; sink f32 [2 x lanes]. Grid: x as large as wanted.
 *
 * @param lanes Also the workgroup's size.
 */
export function loadPlaneWgsl(storage: PlaneStorage, element: PlaneElement, rows: number, lanes: number): string {
  const value = (row: number) => {
    const load = loadPlane(storage, element, "source", rows, `${row}u`);
    return element === "u32" ? `f32(${load})` : `dot(${load}, ones)`;
  };
  return loadWgsl(readPlane(storage, element, "source"), range(rows).map(value), lanes);
}

/** The same for vectors of a uniform buffer, `rows` times `lanes` of them. */
export function loadUniformWgsl(rows: number, lanes: number): string {
  const values = range(rows).map((row) => `dot(source[${row * lanes}u + lane], ones)`);
  return loadWgsl(`<uniform> source: array<vec4f, ${rows * lanes}>`, values, lanes);
}

function loadWgsl(source: string, values: readonly string[], lanes: number): string {
  return `${bindings([source, "<storage, read_write> sink: array<f32>"])}
@compute @workgroup_size(${lanes})
fn main(@builtin(local_invocation_id) local: vec3u) {
let lanes = ${lanes}u; let member = 0u; let lane = local.x; let ones = vec4f(1.0);
let sum = ${values.join(" +\n")};
// Of a vector that is used but once, to be stored lane by lane, LLVM computes each lane by itself.
sink[lane] = sum;
sink[lane + lanes] = sum;
}`;
}

/**
 * Stores to every row of a plane of one member, small enough to stay in the cache. All workgroups store the same.
 *
 * Binding: the plane. Grid: x as large as wanted.
 *
 * @param lanes Also the workgroup's size.
 */
export function storePlaneWgsl(storage: PlaneStorage, element: PlaneElement, rows: number, lanes: number): string {
  const value = (row: number) => element === "u32" ? `lane + ${row}u` : `vec4f(x, x + ${row}.0, x, x)`;
  return `${bindings([writePlane(storage, element, "sink")])}
@compute @workgroup_size(${lanes})
fn main(@builtin(local_invocation_id) local: vec3u) {
let lanes = ${lanes}u; let member = 0u; let lane = local.x; let x = f32(lane);
${range(rows).map((row) => storePlane(storage, element, "sink", rows, `${row}u`, value(row))).join("\n")}
}`;
}
