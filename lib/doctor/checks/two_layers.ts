/**
 * The kernels that score through the notebook's first two layers at once, where the plan has them.
 *
 * @module
 */
import type { Architecture } from "../../ensemble/architecture.ts";
import type { LayerPlace } from "../../kernels/conv_pool/forward_plan.ts";
import { convPoolForward } from "../../kernels/conv_pool/reference.ts";
import { convPoolSizes, TAPS } from "../../kernels/conv_pool/shape.ts";
import { twoLayersFiltersWgsl } from "../../kernels/conv_pool/two_layers_filters_wgsl.ts";
import { type TwoLayersPlan, twoLayersSizes } from "../../kernels/conv_pool/two_layers_shape.ts";
import { twoLayersWgsl } from "../../kernels/conv_pool/two_layers_wgsl.ts";
import { TILE, TILE_VALUES } from "../../kernels/conv_pool/winograd.ts";
import type { KernelPlan } from "../../kernels/plan.ts";
import { type Agreement, FLOAT_TOLERANCE, type KernelGroup } from "../kernel_check.ts";
import { planeOf, planeRows } from "../made_up.ts";
import type { Workbench } from "../workbench.ts";
import { type LayerSample, layerSample } from "./layer_sample.ts";

/** The two kernels and their layers. */
interface TwoLayers {
  readonly model: Architecture;
  readonly plan: KernelPlan;
  readonly twoLayers: TwoLayersPlan;
  readonly first: LayerPlace;
  readonly second: LayerPlace;
}

/** Both layers' filters transformed, and both layers. */
export const twoLayersChecks: KernelGroup = ({ notebook: { model, plan } }) => {
  const { twoLayers } = plan;
  const [first, second] = model.layers;
  if (!twoLayers || !first || !second) return [];
  const layers = { model, plan, twoLayers, first, second };
  return [
    { name: "notebook's layers 1 and 2, filters", tolerance: FLOAT_TOLERANCE, run: (bench) => filters(bench, layers) },
    { name: "notebook's layers 1 and 2, scoring", tolerance: FLOAT_TOLERANCE, run: (bench) => scoring(bench, layers) },
  ];
};

async function filters(bench: Workbench, layers: TwoLayers): Promise<Agreement[]> {
  const { plan, twoLayers, first, second } = layers;
  const pipeline = await bench.generated(
    twoLayersFiltersWgsl,
    first,
    second,
    twoLayers,
    plan.workgroupSize,
    plan.storage,
  );
  const sample = layerSample(first);
  const wanted = transformedFilters(layers, sample);
  const lanes = wanted.length / sample.members / TILE;
  const found = bench.plane(plan.storage, "vec4f", { members: sample.members, rows: 1, lanes });
  bench.run(
    pipeline,
    [bench.parameters(twoLayers, sample.members, sample.parameters), found],
    [Math.ceil(lanes / TILE / plan.workgroupSize), 1, sample.members],
  );
  return [{ found: await found.read(), wanted }];
}

async function scoring(bench: Workbench, layers: TwoLayers): Promise<Agreement[]> {
  const { model, plan: { storage }, twoLayers, first, second } = layers;
  const pipeline = await bench.generated(twoLayersWgsl, first, second, twoLayers, storage);
  const sample = layerSample(first);
  const { members, lanes } = sample;
  const transformed = transformedFilters(layers, sample);
  const out = {
    members,
    lanes,
    channels: second.shape.outChannels,
    side: convPoolSizes(second.shape).pooledSide,
    border: second.outPadding,
    borderValue: NaN,
  };
  const size = { members, rows: 1, lanes: transformed.length / members / TILE };
  const output = bench.plane(storage, "vec4f", { members, rows: planeRows(out), lanes });
  bench.run(pipeline, [
    bench.control({ lanes, members }),
    bench.images(model, storage, sample.pixels),
    bench.parameters(twoLayers, members, sample.parameters),
    bench.plane(storage, "vec4f", size, transformed),
    output,
    // The last image first, as in the sample.
    bench.buffer(Uint32Array.from({ length: lanes }, (_, n) => lanes - 1 - n)),
  ], [Math.ceil(lanes / twoLayers.workgroupSize), 1, members]);
  const between = first.shape.outChannels * convPoolSizes(first.shape).pooledSide ** 2;
  const wanted = Array.from({ length: members * lanes }, (_, image) => {
    const member = Math.floor(image / lanes);
    const own = sample.parameters.subarray(member * second.parameterStride + second.parameterOffset);
    return [
      ...convPoolForward(
        second.shape,
        Float64Array.from(own),
        sample.outputs.slice(image * between, (image + 1) * between),
      ).output,
    ];
  }).flat();
  return [{ found: await output.read(), wanted: planeOf(wanted, out) }];
}

/** f32 [members, filters, 16]: G g Gᵀ of every filter, the first layer's before the second's; bytes are 255 times pixels. */
function transformedFilters({ first, second }: TwoLayers, sample: LayerSample): Float32Array<ArrayBuffer> {
  const { filters } = twoLayersSizes([first.shape, second.shape])!;
  const result = new Float32Array(sample.members * filters * TILE_VALUES);
  let to = 0;
  for (let member = 0; member < sample.members; member++) {
    for (const { shape, source, parameterOffset, parameterStride } of [first, second]) {
      for (let filter = 0; filter < shape.inChannels * shape.outChannels; filter++) {
        const from = member * parameterStride + parameterOffset + filter * TAPS;
        const scale = source === "images" ? 1 / 255 : 1;
        result.set(transformed(Array.from(sample.parameters.subarray(from, from + TAPS), (tap) => tap * scale)), to);
        to += TILE_VALUES;
      }
    }
  }
  return result;
}

/** Rows of G. Source: Lavin & Gray, "Fast algorithms for convolutional neural networks" (2016), section 4.1. */
const G = [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]] as const;

function transformed(taps: readonly number[]): number[] {
  return G.flatMap((left) =>
    G.map((right) =>
      left.reduce<number>((sum, a, y) => right.reduce<number>((row, b, x) => row + a * b * taps[3 * y + x]!, sum), 0)
    )
  );
}
