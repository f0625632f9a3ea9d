import type { Gpu } from "../gpu/gpu.ts";
import { createPlane, type Plane, type PlaneElement, type PlaneStorage } from "../kernels/planes.ts";
import {
  copyPlaneWgsl,
  loadPlaneWgsl,
  loadUniformWgsl,
  type MultiplyAddForm,
  multiplyAddsEach,
  multiplyAddWgsl,
  storePlaneWgsl,
} from "./ceilings_wgsl.ts";
import { gpuSampler } from "./gpu_sampler.ts";
import type { Measured } from "./interleave.ts";
import { longEnough } from "./long_enough.ts";

/** What a ceiling is one of. */
export type CeilingKind = "multiply-adds" | "copies" | "cached loads" | "cached stores";

/** One thing that an adapter is made to do alone, as fast as it can. */
export interface Ceiling extends Measured {
  readonly kind: CeilingKind;
  /** GFLOP/s, or GB/s; a copy's bytes count twice, as they are read and written. */
  readonly unit: "GFLOP/s" | "GB/s";
  /** Operations, or bytes, of what a sample tells the time of. */
  readonly amount: number;
  release(): void;
}

/** How much work the ceilings are measured with. */
export interface CeilingSizes {
  /** What one sample takes at least. */
  readonly leastMs: number;
  /** Rows, and lanes, of the plane that is copied: 16 bytes an element, far more than fits in a cache. */
  readonly copySide: number;
  /** Workgroups of 64 that do multiply-adds, or load, at once: enough to fill the adapter. */
  readonly ceilingWorkgroups: number;
}

const WORKGROUP = 64;
const CACHED_ROWS = 64;

/**
 * Compiles the kernels that find an adapter's ceilings.
 *
 * @throws {GpuError} If one does not compile, or its memory cannot be had.
 */
export async function openCeilings(gpu: Gpu, sizes: CeilingSizes): Promise<Ceiling[]> {
  const ceilings = await openMultiplyAdds(gpu, sizes);
  try {
    for (const storage of ["buffer", "texture"] as const) ceilings.push(await planeCopy(gpu, sizes, storage));
    ceilings.push(queueCopy(gpu, sizes));
    for (const storage of ["buffer", "texture"] as const) {
      for (const element of ["vec4f", "u32"] as const) {
        ceilings.push(
          await cachedLoads(gpu, sizes, storage, element),
          await cachedStores(gpu, sizes, storage, element),
        );
      }
    }
    ceilings.push(await uniformLoads(gpu, sizes));
    return ceilings;
  } catch (error) {
    for (const ceiling of ceilings) ceiling.release();
    throw error;
  }
}

/**
 * Compiles the kernels that find how many multiply-adds an adapter does.
 *
 * @throws {GpuError} If one does not compile, or its memory cannot be had.
 */
export async function openMultiplyAdds(gpu: Gpu, sizes: CeilingSizes): Promise<Ceiling[]> {
  const ceilings: Ceiling[] = [];
  try {
    for (const form of ["a * b + c", "fma(a, b, c)"] as const) {
      for (const chains of [8, 12, 16]) ceilings.push(await multiplyAdds(gpu, sizes, form, chains));
    }
    return ceilings;
  } catch (error) {
    for (const ceiling of ceilings) ceiling.release();
    throw error;
  }
}

async function multiplyAdds(gpu: Gpu, sizes: CeilingSizes, form: MultiplyAddForm, chains: number): Promise<Ceiling> {
  const pipeline = await gpu.pipeline(`multiply-adds ${form}`, multiplyAddWgsl(form, chains, WORKGROUP));
  // x -> 0.999 x + 0.001 stays near 1: nothing overflows, and nothing becomes so small that it is slow.
  const seed = gpu.upload(Float32Array.of(0.999, 0.001), "seed");
  const sink = gpu.buffer(WORKGROUP * 4, "sink");
  const dispatch = {
    pipeline,
    bindings: gpu.bind(pipeline, [seed, sink]),
    workgroups: [sizes.ceilingWorkgroups, 1, 1] as const,
  };
  const operations = 2 * multiplyAddsEach(chains) * WORKGROUP * sizes.ceilingWorkgroups;
  return {
    kind: "multiply-adds",
    name: `${form} on registers, ${chains} chains`,
    unit: "GFLOP/s",
    amount: operations,
    sample: gpuSampler(gpu, [dispatch], sizes.leastMs),
    release: () => gpu.release(seed, sink),
  };
}

async function planeCopy(gpu: Gpu, { leastMs, copySide }: CeilingSizes, storage: PlaneStorage): Promise<Ceiling> {
  const name = `${storage} to ${storage}, by a kernel`;
  const pipeline = await gpu.pipeline(name, copyPlaneWgsl(storage, copySide, copySide, WORKGROUP));
  const size = { members: 1, rows: copySide, lanes: copySide };
  const planes = [0, 1].map(() => createPlane(gpu, storage, "vec4f", size, "plane to copy"));
  const bindings = gpu.bind(pipeline, planes.map(({ binding }) => binding));
  const dispatch = { pipeline, bindings, workgroups: [copySide / WORKGROUP, copySide, 1] as const };
  return {
    kind: "copies",
    name,
    unit: "GB/s",
    amount: 2 * 16 * copySide ** 2,
    sample: gpuSampler(gpu, [dispatch], leastMs),
    release: () => planes.forEach((plane) => plane.release()),
  };
}

function queueCopy(gpu: Gpu, { leastMs, copySide }: CeilingSizes): Ceiling {
  const sizeBytes = 16 * copySide ** 2;
  const [from, to] = [gpu.buffer(sizeBytes, "buffer to copy"), gpu.buffer(sizeBytes, "buffer to copy")];
  const run = async (count: number) => {
    const encoder = gpu.device.createCommandEncoder();
    for (let i = 0; i < count; i++) encoder.copyBufferToBuffer(from, 0, to, 0, sizeBytes);
    gpu.device.queue.submit([encoder.finish()]);
    await gpu.settle();
  };
  return {
    kind: "copies",
    name: "buffer to buffer, by the queue",
    unit: "GB/s",
    amount: 2 * sizeBytes,
    sample: longEnough(run, leastMs),
    release: () => gpu.release(from, to),
  };
}

async function cachedLoads(
  gpu: Gpu,
  sizes: CeilingSizes,
  storage: PlaneStorage,
  element: PlaneElement,
): Promise<Ceiling> {
  const plane = createPlane(
    gpu,
    storage,
    element,
    { members: 1, rows: CACHED_ROWS, lanes: WORKGROUP },
    "plane to load",
  );
  const wgsl = loadPlaneWgsl(storage, element, CACHED_ROWS, WORKGROUP);
  return await loads(gpu, sizes, `${element} from a ${storage}`, wgsl, element === "vec4f" ? 16 : 4, plane);
}

async function uniformLoads(gpu: Gpu, sizes: CeilingSizes): Promise<Ceiling> {
  // As much as a uniform buffer holds on every adapter.
  const buffer = gpu.uniformBuffer(16 * CACHED_ROWS * WORKGROUP, "uniform buffer to load");
  const source = { binding: buffer, release: () => gpu.release(buffer) };
  return await loads(gpu, sizes, "vec4f from a uniform buffer", loadUniformWgsl(CACHED_ROWS, WORKGROUP), 16, source);
}

async function loads(
  gpu: Gpu,
  sizes: CeilingSizes,
  name: string,
  wgsl: string,
  elementBytes: number,
  source: Plane,
): Promise<Ceiling> {
  const pipeline = await gpu.pipeline(name, wgsl);
  const sink = gpu.buffer(2 * WORKGROUP * 4, "sink");
  const dispatch = {
    pipeline,
    bindings: gpu.bind(pipeline, [source.binding, sink]),
    workgroups: [sizes.ceilingWorkgroups, 1, 1] as const,
  };
  return {
    kind: "cached loads",
    name,
    unit: "GB/s",
    amount: elementBytes * CACHED_ROWS * WORKGROUP * sizes.ceilingWorkgroups,
    sample: gpuSampler(gpu, [dispatch], sizes.leastMs),
    release: () => {
      source.release();
      gpu.release(sink);
    },
  };
}

async function cachedStores(
  gpu: Gpu,
  sizes: CeilingSizes,
  storage: PlaneStorage,
  element: PlaneElement,
): Promise<Ceiling> {
  const name = `${element} to a ${storage}`;
  const pipeline = await gpu.pipeline(name, storePlaneWgsl(storage, element, CACHED_ROWS, WORKGROUP));
  const plane = createPlane(
    gpu,
    storage,
    element,
    { members: 1, rows: CACHED_ROWS, lanes: WORKGROUP },
    "plane to store",
  );
  const bindings = gpu.bind(pipeline, [plane.binding]);
  return {
    kind: "cached stores",
    name,
    unit: "GB/s",
    amount: (element === "vec4f" ? 16 : 4) * CACHED_ROWS * WORKGROUP * sizes.ceilingWorkgroups,
    sample: gpuSampler(
      gpu,
      [{ pipeline, bindings, workgroups: [sizes.ceilingWorkgroups, 1, 1] as const }],
      sizes.leastMs,
    ),
    release: () => plane.release(),
  };
}
