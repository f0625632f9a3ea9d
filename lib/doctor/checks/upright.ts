/**
 * The kernels that prepare images for the graph: deskewing, and gradients.
 *
 * @module
 */
import { IMAGE_PIXELS } from "../../data/dataset.ts";
import { deskew, moments } from "../../graph/deskew.ts";
import momentsWgsl from "../../graph/deskew_moments.wgsl" with { type: "text" };
import sampleWgsl from "../../graph/deskew_sample.wgsl" with { type: "text" };
import { FULL, type GradientLayout, HALF } from "../../graph/gradient_layout.ts";
import { gradientsWgsl, packGradients } from "../../graph/gradients.ts";
import { type Agreement, FLOAT_TOLERANCE, type KernelGroup } from "../kernel_check.ts";
import { drawings, noise } from "../made_up.ts";
import type { Workbench } from "../workbench.ts";

const IMAGES = 9;
/** The middle of the pixels that the kernel counts from. */
const ORIGIN = 14;

/** Deskewing and gradients. */
export const uprightChecks: KernelGroup = () => [
  { name: "deskew, moments", tolerance: FLOAT_TOLERANCE, run: deskewMoments },
  { name: "deskew, sampling", tolerance: FLOAT_TOLERANCE, run: deskewSampling },
  { name: "gradients at full size", tolerance: 0, run: (bench) => gradients(bench, FULL) },
  { name: "gradients at half size", tolerance: 0, run: (bench) => gradients(bench, HALF) },
];

/** Drawings, and an image without ink. */
function pixels(): Uint8Array<ArrayBuffer> {
  return drawings(IMAGES).fill(0, 2 * IMAGE_PIXELS, 3 * IMAGE_PIXELS);
}

function words(bytes: Uint8Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  return new Uint32Array(bytes.buffer);
}

/** [images, 4], as the kernels hold them. */
function wantedMoments(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    Array.from({ length: IMAGES }, (_, i) => {
      const { meanX, meanY, shear } = moments(bytes.subarray(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS));
      return [meanX - ORIGIN, meanY - ORIGIN, shear, 0];
    }).flat(),
  );
}

async function deskewMoments(bench: Workbench): Promise<Agreement[]> {
  const found = bench.poisoned("floats", IMAGES * 4);
  bench.run(await bench.written(momentsWgsl), [bench.buffer(words(pixels())), found], [Math.ceil(IMAGES / 64), 1, 1]);
  const wanted = wantedMoments(pixels());
  const all = await found.read();
  // Each of the four has its own measure.
  return [0, 1, 2, 3].map((k) => ({
    found: all.filter((_, i) => i % 4 === k),
    wanted: wanted.filter((_, i) => i % 4 === k),
  }));
}

async function deskewSampling(bench: Workbench): Promise<Agreement[]> {
  const found = bench.poisoned("floats", IMAGES * IMAGE_PIXELS);
  bench.run(await bench.written(sampleWgsl), [
    bench.buffer(words(pixels())),
    bench.buffer(wantedMoments(pixels())),
    found,
  ], [IMAGE_PIXELS / 112, IMAGES, 1]);
  return [{ found: await found.read(), wanted: deskew(pixels()) }];
}

async function gradients(bench: Workbench, layout: GradientLayout): Promise<Agreement[]> {
  // Sixteenths: every sum of them is exact in float32, so nothing is rounded one way here and another there.
  const upright = noise(IMAGES * IMAGE_PIXELS, 1).map((x) => Math.max(0, Math.round(16 * x)) / 16);
  const found = bench.poisoned("words", IMAGES * layout.imageWords);
  bench.run(await bench.generated(gradientsWgsl, layout), [bench.texels(upright), found], [4, IMAGES, 1]);
  return [{ found: await found.read(), wanted: packGradients(upright, layout) }];
}
