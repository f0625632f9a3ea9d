/**
 * Batch norm of the networks' layers.
 *
 * @module
 */
import { batchNormGradientWgsl, batchNormWgsl } from "../../kernels/batch_norm/batch_norm_wgsl.ts";
import { type BatchNormPlace, STATISTICS, STATISTICS_OF_GROUP } from "../../kernels/batch_norm/place.ts";
import { batchNormBackward, batchNormForward, batchStatistics, deviation } from "../../kernels/batch_norm/reference.ts";
import { convPoolSizes, GROUP } from "../../kernels/conv_pool/shape.ts";
import { type Agreement, FLOAT_TOLERANCE, type KernelGroup, type Subjects } from "../kernel_check.ts";
import { noise, planeOf, planeRows } from "../made_up.ts";
import type { Workbench } from "../workbench.ts";

const MEMBERS = 2;
const LANES = 5;
/** The step at hand. */
const STEP = 1;
/** Weight of what is new in the running averages, of each step. */
const FRESH = [0.9, 0.25];

/** Batch norm of every layer, forward and back. */
export const batchNormChecks: KernelGroup = (subjects) =>
  subjects.network.model.norms.flatMap((place, i) =>
    ([["batch norm", forward], ["batch norm, gradient", backward]] as const).map(([kernel, run]) => ({
      name: `network's layer ${i + 1}, ${kernel}`,
      tolerance: FLOAT_TOLERANCE,
      run: (bench: Workbench) => run(bench, subjects, place),
    }))
  );

/** Made-up inputs of a layer's batch norm, and what the reference makes of them. */
function sample(place: BatchNormPlace) {
  const { layer: { shape, outPadding, parameterOffset, parameterStride }, statisticsOffset, statisticsStride } = place;
  const { pooledSide, weightCount } = convPoolSizes(shape);
  const channels = shape.outChannels;
  const size = channels * pooledSide ** 2;
  const pooled = noise(MEMBERS * LANES * size, 1);
  const gradient = noise(MEMBERS * LANES * size, 2);
  const parameters = noise(MEMBERS * parameterStride, 3, 0.5);
  const statistics = noise(MEMBERS * statisticsStride * STATISTICS_OF_GROUP * GROUP, 4);
  const newStatistics = Float64Array.from(statistics);
  const ofBiases = new Float64Array(parameters.length).fill(NaN);
  const batchOf = (values: Float32Array, member: number) =>
    Array.from({ length: LANES }, (_, lane) => {
      const at = (member * LANES + lane) * size;
      return Float64Array.from(values.subarray(at, at + size));
    });
  const members = Array.from({ length: MEMBERS }, (_, member) => {
    const first = member * parameterStride + parameterOffset + weightCount;
    const biases = Float64Array.from(parameters.subarray(first, first + channels));
    const batch = batchOf(pooled, member);
    const found = batchStatistics(batch, channels);
    for (let channel = 0; channel < channels; channel++) {
      const group = member * statisticsStride + statisticsOffset + Math.floor(channel / GROUP);
      const put = (which: number, value: number, fresh: number) => {
        const at = (group * STATISTICS_OF_GROUP + which) * GROUP + channel % GROUP;
        newStatistics[at] = newStatistics[at]! * (1 - fresh) + value * fresh;
      };
      const [mean, variance] = [found.means[channel]!, found.variances[channel]!];
      put(STATISTICS.mean, mean, 1);
      put(STATISTICS.inverse, 1 / deviation(variance), 1);
      put(STATISTICS.runningMean, mean, FRESH[STEP]!);
      put(STATISTICS.runningVariance, variance, FRESH[STEP]!);
    }
    const back = batchNormBackward(batch, found, biases, batchOf(gradient, member));
    ofBiases.set(back.biases, first);
    return { output: batchNormForward(batch, found, biases), flowing: back.input };
  });
  const inner = { members: MEMBERS, lanes: LANES, channels, side: pooledSide };
  const outer = { ...inner, border: outPadding, borderValue: NaN };
  const flat = (of: "output" | "flowing") => members.flatMap((member) => member[of].flatMap((image) => [...image]));
  return {
    inner,
    outer,
    pooled: planeOf(pooled, outer),
    gradient: planeOf(gradient, inner),
    parameters,
    statistics,
    newStatistics,
    ofBiases,
    output: planeOf(flat("output"), outer),
    flowing: planeOf(flat("flowing"), inner),
    workgroups: [1, channels / GROUP, MEMBERS] as [number, number, number],
  };
}

function control(bench: Workbench) {
  return bench.control({ lanes: LANES, members: MEMBERS, step: STEP });
}

async function forward(bench: Workbench, { network: { plan } }: Subjects, place: BatchNormPlace): Promise<Agreement[]> {
  const drawn = sample(place);
  const size = { members: MEMBERS, rows: planeRows(drawn.outer), lanes: LANES };
  const statistics = bench.buffer(drawn.statistics);
  const found = bench.plane(plan.storage, "vec4f", size);
  bench.run(await bench.generated(batchNormWgsl, place, plan.batchNorm, plan.storage), [
    control(bench),
    bench.plane(plan.storage, "vec4f", size, drawn.pooled),
    bench.buffer(drawn.parameters),
    bench.buffer(Float32Array.from(FRESH.flatMap((fresh) => [NaN, NaN, NaN, fresh]))),
    statistics,
    found,
  ], drawn.workgroups);
  return [
    { found: await found.read(), wanted: drawn.output },
    { found: await statistics.read(), wanted: drawn.newStatistics },
  ];
}

async function backward(
  bench: Workbench,
  { network: { plan } }: Subjects,
  place: BatchNormPlace,
): Promise<Agreement[]> {
  const drawn = sample(place);
  const rows = (plane: typeof drawn.inner) => ({ members: MEMBERS, rows: planeRows(plane), lanes: LANES });
  const ofParameters = bench.poisoned("floats", drawn.parameters.length);
  const found = bench.plane(plan.storage, "vec4f", rows(drawn.inner));
  bench.run(await bench.generated(batchNormGradientWgsl, place, plan.batchNorm, plan.storage), [
    control(bench),
    bench.plane(plan.storage, "vec4f", rows(drawn.outer), drawn.pooled),
    bench.plane(plan.storage, "vec4f", rows(drawn.inner), drawn.gradient),
    bench.buffer(drawn.parameters),
    // The forward kernel's.
    bench.buffer(Float32Array.from(drawn.newStatistics)),
    ofParameters,
    found,
  ], drawn.workgroups);
  return [
    { found: await found.read(), wanted: drawn.flowing },
    { found: await ofParameters.read(), wanted: drawn.ofBiases },
  ];
}
