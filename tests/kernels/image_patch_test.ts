import assert from "node:assert/strict";
import { convPoolSizes, packedRowWords } from "../../lib/kernels/conv_pool/shape.ts";
import { packImages, STACKED_ROWS, stackedRows, stackRows } from "../../lib/kernels/images/pack.ts";
import { loadImagePatch } from "../../lib/kernels/images/patch_wgsl.ts";
import { readImages, storeImages } from "../../lib/kernels/images/store.ts";
import type { PlaneStorage } from "../../lib/kernels/planes.ts";
import { bindings, range } from "../../lib/kernels/wgsl.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";

/** More than a row of the texture holds. */
const COUNT = 300;
const IMAGES = [0, 1, 127, 299];

/** The patches of IMAGES below every block of windows, as a kernel loads them: [image][block][row][column]. */
async function patches(storage: PlaneStorage, side: number, padding: 0 | 1 | 2, rows: number, columns: number) {
  const gpu = await sharedGpu();
  const shape = { inChannels: 1, outChannels: 1, inSide: side, padding };
  const { paddedSide, pooledSide } = convPoolSizes(shape);
  const pixels = Uint8Array.from({ length: COUNT * side * side }, (_, i) => (i * 7919 >> 3) % 256);
  const words = packImages(pixels, shape);
  const rowWords = packedRowWords(paddedSide);
  const images = storage === "buffer"
    ? storeImages(gpu, storage, words, paddedSide * rowWords)
    : storeImages(gpu, storage, stackRows(words, shape), stackedRows(paddedSide) * rowWords, STACKED_ROWS);
  const lanes = IMAGES.length;
  const across = pooledSide / columns;
  const blocks = pooledSide / rows * across;
  const [height, width] = [2 * rows + 2, 2 * columns + 2];
  const indices = gpu.upload(Uint32Array.from(IMAGES), "indices");
  const found = gpu.buffer(lanes * blocks * height * width * 4, "patches");
  const pipeline = await gpu.pipeline(
    "image patches",
    `${
      bindings([
        readImages(storage, "source"),
        "<storage, read> indices: array<u32>",
        "<storage, read_write> found: array<f32>",
      ])
    }
@compute @workgroup_size(1)
fn main(@builtin(workgroup_id) group: vec3u) {
let lane = group.x; let firstIndex = 0u;
let top = group.y / ${across}u * ${rows}u; let left = group.y % ${across}u * ${columns}u;
${loadImagePatch(storage, shape, { blockRows: rows, blockColumns: columns })}
let at = (lane * ${blocks}u + group.y) * ${height * width}u;
${range(height).flatMap((y) => range(width).map((x) => `found[at + ${y * width + x}u] = d${y}_${x};`)).join("\n")}
}`,
  );
  gpu.submit([{
    pipeline,
    bindings: gpu.bind(pipeline, [images.binding, indices, found]),
    workgroups: [lanes, blocks, 1],
  }]);
  const values = await gpu.readFloats(found, lanes * blocks * height * width);
  images.release();
  gpu.release(indices, found);
  const pixel = (image: number, y: number, x: number) =>
    y < 0 || y >= side || x < 0 || x >= side ? 0 : pixels[(image * side + y) * side + x]!;
  const wanted = IMAGES.flatMap((image) =>
    range(blocks).flatMap((block) =>
      range(height).flatMap((y) =>
        range(width).map((x) =>
          pixel(
            image,
            2 * rows * Math.floor(block / across) + y - padding,
            2 * columns * (block % across) + x - padding,
          )
        )
      )
    )
  );
  return { values: [...values], wanted };
}

for (const storage of ["buffer", "texture"] as const) {
  for (
    const [side, padding, rows, columns] of [[28, 1, 2, 2], [28, 1, 1, 1], [28, 1, 1, 2], [27, 1, 1, 13], [
      9,
      2,
      1,
      5,
    ]] as const
  ) {
    Deno.test(
      `patches of ${rows}x${columns} windows of ${side}x${side} images with padding ${padding} are loaded from a ${storage}`,
      SHARED_DEVICE,
      async () => {
        const { values, wanted } = await patches(storage, side, padding, rows, columns);
        assert.deepEqual(values, wanted);
      },
    );
  }
}
