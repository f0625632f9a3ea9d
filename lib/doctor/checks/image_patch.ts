/**
 * How the kernels of the notebook's first layer load what they need of an image.
 *
 * @module
 */
import { type ConvPoolShape, convPoolSizes } from "../../kernels/conv_pool/shape.ts";
import { loadImagePatch } from "../../kernels/images/patch_wgsl.ts";
import { CHOOSE_IMAGES, readImages } from "../../kernels/images/store.ts";
import type { PlaneStorage } from "../../kernels/planes.ts";
import { bindings, range } from "../../kernels/wgsl.ts";
import type { Agreement, KernelGroup, Subjects } from "../kernel_check.ts";
import { noise } from "../made_up.ts";
import type { Workbench } from "../workbench.ts";

/** More images than a row of the texture holds. */
const IMAGES = 300;
/** Those that are loaded. */
const CHOSEN = [0, 1, 127, 299];

/** Windows that are computed at once. */
interface Block {
  readonly blockRows: number;
  readonly blockColumns: number;
}

/** Patches as the forward kernel loads them, and as the weight gradient does. */
export const imagePatchChecks: KernelGroup = (subjects) => {
  const { forward, weightGradient } = subjects.notebook.plan.layers[0]!;
  const blocks: [string, Block][] = [["forward", forward], ["weight gradient", weightGradient]];
  return blocks.map(([kernel, block]) => ({
    name: `image patches, ${kernel}`,
    tolerance: 0,
    run: (bench) => patches(bench, subjects, block),
  }));
};

/** A kernel that does nothing else: [images, blocks, rows, columns]. One invocation a block and image. */
function patchWgsl(storage: PlaneStorage, shape: ConvPoolShape, block: Block): string {
  const { rows, columns, across, count } = gridOf(shape, block);
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      readImages(storage, "source"),
      "<storage, read> indices: array<u32>",
      "<storage, read_write> found: array<f32>",
    ])
  }
@compute @workgroup_size(1)
fn main(@builtin(workgroup_id) group: vec3u) {
let member = 0u; let lane = group.x;
let top = group.y / ${across}u * ${block.blockRows}u; let left = group.y % ${across}u * ${block.blockColumns}u;
${CHOOSE_IMAGES}
${loadImagePatch(storage, shape, block)}
let at = (lane * ${count}u + group.y) * ${rows * columns}u;
${range(rows).flatMap((y) => range(columns).map((x) => `found[at + ${y * columns + x}u] = d${y}_${x};`)).join("\n")}
}`;
}

/** The patches of a plane's blocks: their size, and how many there are in a row and in all. */
function gridOf(shape: ConvPoolShape, { blockRows, blockColumns }: Block) {
  const { pooledSide } = convPoolSizes(shape);
  const across = Math.floor(pooledSide / blockColumns);
  return {
    rows: 2 * blockRows + 2,
    columns: 2 * blockColumns + 2,
    across,
    count: Math.floor(pooledSide / blockRows) * across,
  };
}

async function patches(bench: Workbench, { notebook: { model, plan } }: Subjects, block: Block): Promise<Agreement[]> {
  const { shape } = model.layers[0]!;
  const { inSide, padding } = shape;
  const { rows, columns, across, count } = gridOf(shape, block);
  const pixels = Uint8Array.from(noise(IMAGES * inSide ** 2, 1), (x) => 127 + 127 * x);
  const found = bench.poisoned("floats", CHOSEN.length * count * rows * columns);
  bench.run(await bench.generated(patchWgsl, plan.storage, shape, block), [
    bench.control({ lanes: CHOSEN.length, members: 1 }),
    bench.images(model, plan.storage, pixels),
    bench.buffer(Uint32Array.from(CHOSEN)),
    found,
  ], [CHOSEN.length, count, 1]);
  const wanted = CHOSEN.flatMap((image) =>
    range(count * rows * columns).map((i) => {
      const [at, row, column] = [Math.floor(i / rows / columns), Math.floor(i / columns) % rows, i % columns];
      const y = 2 * block.blockRows * Math.floor(at / across) + row - padding;
      const x = 2 * block.blockColumns * (at % across) + column - padding;
      return y < 0 || y >= inSide || x < 0 || x >= inSide ? 0 : pixels[(image * inSide + y) * inSide + x]!;
    })
  );
  return [{ found: await found.read(), wanted }];
}
