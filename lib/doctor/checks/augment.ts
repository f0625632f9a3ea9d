/**
 * The kernels that bend the images of a network's batch.
 *
 * @module
 */
import { IMAGE_PIXELS, IMAGE_SIDE } from "../../data/dataset.ts";
import { AUGMENTED_ROWS, drawTransformsWgsl, sampleWgsl } from "../../kernels/augment/augment_wgsl.ts";
import { PACKED_WORDS, packForSampling } from "../../kernels/augment/pack.ts";
import { augment, drawTransform } from "../../kernels/augment/reference.ts";
import { AUGMENT_SETTINGS, augmentWords, NODES, TRANSFORM_ROWS } from "../../kernels/augment/settings.ts";
import { storeImages } from "../../kernels/images/store.ts";
import type { Agreement, KernelGroup, Subjects } from "../kernel_check.ts";
import { drawings, planeOf } from "../made_up.ts";
import type { Words } from "../readable.ts";
import type { Workbench } from "../workbench.ts";

const SEEDS = [[11, 0], [12, 34]] as const;
const LANES = 5;
const STEP = 3;
/** The view's shift, right and down. */
const VIEW = [1, -2] as const;

/** Drawing transforms and sampling through them. */
export const augmentChecks: KernelGroup = (subjects) => [
  // WGSL lets sines and cosines be off by 2^-11; what is found on adapters is far below.
  { name: "transforms of images", tolerance: 1e-4, run: (bench) => transforms(bench, subjects) },
  { name: "sampling of images", tolerance: 1e-4, run: (bench) => sampling(bench, subjects) },
];

const SIZE = { members: SEEDS.length, lanes: LANES };

function inputs(bench: Workbench) {
  return {
    control: bench.control({ ...SIZE, step: STEP }),
    amounts: bench.buffer(augmentWords(AUGMENT_SETTINGS, ...VIEW)),
  };
}

/** The transforms of all images, as rows of the plane: [members, rows, lanes, 4]. */
function wantedTransforms(): Float32Array<ArrayBuffer> {
  const plane = new Float32Array(SEEDS.length * TRANSFORM_ROWS * LANES * 4);
  SEEDS.forEach((seed, member) => {
    for (let lane = 0; lane < LANES; lane++) {
      const { matrix, shift, corner, nodes } = drawTransform(AUGMENT_SETTINGS, { seed, step: STEP, lane }, ...VIEW);
      const below = nodes.slice(0, -NODES).map((node, i) => [...node, ...nodes[i + NODES]!]);
      [matrix, [...shift, ...corner], ...below].forEach((row, i) =>
        plane.set(row, ((member * TRANSFORM_ROWS + i) * LANES + lane) * 4)
      );
    }
  });
  return plane;
}

async function transforms(bench: Workbench, { network: { plan } }: Subjects): Promise<Agreement[]> {
  const { control, amounts } = inputs(bench);
  const plane = bench.plane(plan.storage, "vec4f", { ...SIZE, rows: TRANSFORM_ROWS });
  bench.run(await bench.generated(drawTransformsWgsl, plan.storage, plan.workgroupSize), [
    control,
    amounts,
    bench.buffer(Uint32Array.from(SEEDS.flat())),
    plane,
  ], [Math.ceil(LANES / plan.workgroupSize), 1, SEEDS.length]);
  const found = await plane.read();
  const wanted = wantedTransforms();
  // Corners of up to 28 pixels are no measure for what is a fraction of one.
  const kinds = [
    (row: number) => row === 0,
    (row: number, k: number) => row === 1 && k < 2,
    (row: number, k: number) => row === 1 && k >= 2,
    (row: number) => row > 1,
  ];
  return kinds.map((isKind) => {
    const chosen = (values: Words) =>
      [...values].filter((_, i) => isKind(Math.floor(i / LANES / 4) % TRANSFORM_ROWS, i % 4));
    return { found: chosen(found), wanted: chosen(wanted) };
  });
}

async function sampling(bench: Workbench, { network: { plan } }: Subjects): Promise<Agreement[]> {
  const { storage, workgroupSize } = plan;
  const { control, amounts } = inputs(bench);
  const pixels = drawings(LANES);
  const plane = bench.plane(storage, "vec4f", { ...SIZE, rows: AUGMENTED_ROWS });
  const images = bench.keep((gpu) => storeImages(gpu, storage, packForSampling(pixels), PACKED_WORDS));
  bench.run(await bench.generated(sampleWgsl, storage, workgroupSize), [
    control,
    amounts,
    bench.plane(storage, "vec4f", { ...SIZE, rows: TRANSFORM_ROWS }, wantedTransforms()),
    images.binding,
    // The last image first.
    bench.buffer(Uint32Array.from({ length: LANES }, (_, n) => LANES - 1 - n)),
    plane,
  ], [Math.ceil(IMAGE_SIDE * LANES / workgroupSize), 1, SEEDS.length]);
  const wanted = SEEDS.flatMap((seed) =>
    Array.from({ length: LANES }, (_, lane) => {
      const image = pixels.subarray((LANES - 1 - lane) * IMAGE_PIXELS, (LANES - lane) * IMAGE_PIXELS);
      return [...augment(AUGMENT_SETTINGS, { seed, step: STEP, lane }, image, ...VIEW)];
    }).flat()
  );
  const shape = { ...SIZE, channels: 1, side: IMAGE_SIDE, border: 1, borderValue: NaN };
  return [{ found: await plane.read(), wanted: planeOf(wanted, shape) }];
}
