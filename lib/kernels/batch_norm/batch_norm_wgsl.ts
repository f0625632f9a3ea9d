/**
 * WGSL of batch norm between a layer's max-pool and its ReLU, generated: over a batch each channel gets mean 0 and variance 1,
 * then its bias is added. It has no scale of its own, for the next layer's weights have the same effect.
 *
 * A workgroup is four channels of a member: its invocations share out images and pixels, then each adds up all sums in the
 * same order, so that nothing depends on which is first.
 *
 * Source: Ioffe and Szegedy, "Batch normalization" (2015).
 *
 * @module
 */
import { convPoolSizes, GROUP } from "../conv_pool/shape.ts";
import { loadPlane, type PlaneStorage, readPlane, storePlane, writePlane } from "../planes.ts";
import { bindings, range } from "../wgsl.ts";
import { type BatchNormPlace, STATISTICS, STATISTICS_OF_GROUP } from "./place.ts";
import { BATCH_NORM_EPSILON } from "./reference.ts";

/** How a layer's batch norm is computed. */
export interface BatchNormPlan {
  /** Invocations side by side over images. */
  readonly lanesAtOnce: number;
  /** The same over rows of pixels. */
  readonly rowsAtOnce: number;
}

/**
 * Normalises, adds the bias, and cuts off below zero; adds the batch's statistics to their running average with the weight that
 * the schedule gives to what is new.
 *
 * Grid: x = 1, y = groups of four channels, z = members.
 * Bindings: control, pooled plane, parameters, schedule (see `scheduleTable`), statistics
 * `[member][group][mean, inverse deviation, running mean, running variance] vec4f`, output plane. Both planes have the border
 * that the next layer pads with.
 */
export function batchNormWgsl(place: BatchNormPlace, plan: BatchNormPlan, storage: PlaneStorage): string {
  const load = loadPlane(storage, "vec4f", "source", outerRows(place), "outerRow");
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      readPlane(storage, "vec4f", "source"),
      "<storage, read> parameters: array<f32>",
      "<storage, read> schedule: array<vec4f>",
      "<storage, read_write> statistics: array<vec4f>",
      writePlane(storage, "vec4f", "result"),
    ])
  }
${head(place, plan, 2)}
let fresh = schedule[control[4]].w;
let biases = vec4f(${range(GROUP).map((k) => `parameters[biasAt + ${k}u]`).join(", ")});
var sum = vec4f();
${eachValue(place, plan, `sum += ${load};`)}
${addUp(plan, 0, "sum", "total")}
let mean = total * share;
var squares = vec4f();
${eachValue(place, plan, `let off = ${load} - mean; squares += off * off;`)}
${addUp(plan, 1, "squares", "totalSquares")}
let variance = totalSquares * share;
let inverse = 1.0 / sqrt(variance + ${BATCH_NORM_EPSILON});
let runningMean = statistics[at + ${STATISTICS.runningMean}u];
let runningVariance = statistics[at + ${STATISTICS.runningVariance}u];
if (local.x == 0u) {
statistics[at + ${STATISTICS.mean}u] = mean;
statistics[at + ${STATISTICS.inverse}u] = inverse;
statistics[at + ${STATISTICS.runningMean}u] = runningMean + (mean - runningMean) * fresh;
statistics[at + ${STATISTICS.runningVariance}u] = runningVariance + (variance - runningVariance) * fresh;
}
${
    eachValue(
      place,
      plan,
      `let y = (${load} - mean) * inverse + biases;
${storePlane(storage, "vec4f", "result", outerRows(place), "outerRow", "select(y, vec4f(), y < vec4f())")}`,
    )
  }
}`;
}

/**
 * The way back: the gradient with respect to the pooled plane, `[member][pixel][channel group][lane] vec4f` without a border,
 * and the biases'.
 *
 * Grid: x = 1, y = groups of four channels, z = members.
 * Bindings: control, pooled plane, gradient of the output without a border, parameters, statistics, gradient of the parameters
 * [members, parameters], gradient of the pooled plane.
 */
export function batchNormGradientWgsl(place: BatchNormPlace, plan: BatchNormPlan, storage: PlaneStorage): string {
  const inner = innerRows(place);
  const value = `let centred = (${
    loadPlane(storage, "vec4f", "source", outerRows(place), "outerRow")
  } - mean) * inverse;
let flowing = select(vec4f(), ${
    loadPlane(storage, "vec4f", "gradient", inner, "innerRow")
  }, centred + biases > vec4f());`;
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      readPlane(storage, "vec4f", "source"),
      readPlane(storage, "vec4f", "gradient"),
      "<storage, read> parameters: array<f32>",
      "<storage, read> statistics: array<vec4f>",
      "<storage, read_write> parameterGradient: array<f32>",
      writePlane(storage, "vec4f", "result"),
    ])
  }
${head(place, plan, 2)}
let biases = vec4f(${range(GROUP).map((k) => `parameters[biasAt + ${k}u]`).join(", ")});
let mean = statistics[at + ${STATISTICS.mean}u]; let inverse = statistics[at + ${STATISTICS.inverse}u];
var sum = vec4f(); var product = vec4f();
${eachValue(place, plan, `${value}\nsum += flowing; product += flowing * centred;`)}
partial[local.x] = sum; partial[${invocations(plan)}u + local.x] = product;
workgroupBarrier();
${total(plan, 0, "total")}
${total(plan, 1, "totalProduct")}
if (local.x == 0u) {
${range(GROUP).map((k) => `parameterGradient[biasAt + ${k}u] = total[${k}];`).join("\n")}
}
let evenly = total * share; let along = totalProduct * share;
${
    eachValue(
      place,
      plan,
      `${value}\n${
        storePlane(storage, "vec4f", "result", inner, "innerRow", "(flowing - evenly - centred * along) * inverse")
      }`,
    )
  }
}`;
}

function invocations({ lanesAtOnce, rowsAtOnce }: BatchNormPlan): number {
  return lanesAtOnce * rowsAtOnce;
}

function outerRows({ layer }: BatchNormPlace): number {
  const { pooledSide, outGroups } = convPoolSizes(layer.shape);
  return (pooledSide + 2 * layer.outPadding) ** 2 * outGroups;
}

function innerRows({ layer }: BatchNormPlace): number {
  const { pooledSide, outGroups } = convPoolSizes(layer.shape);
  return pooledSide ** 2 * outGroups;
}

/** The entry point's head, with workgroup memory for so many sums. */
function head(place: BatchNormPlace, plan: BatchNormPlan, sums: number): string {
  const { layer, statisticsOffset, statisticsStride } = place;
  const { pooledSide, weightCount } = convPoolSizes(layer.shape);
  return `var<workgroup> partial: array<vec4f, ${sums * invocations(plan)}>;
@compute @workgroup_size(${invocations(plan)})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
let lanes = control[0]; let channels = group.y; let member = group.z;
let biasAt = member * ${layer.parameterStride}u + ${layer.parameterOffset + weightCount}u + channels * ${GROUP}u;
let at = (member * ${statisticsStride}u + ${statisticsOffset}u + channels) * ${STATISTICS_OF_GROUP}u;
let share = 1.0 / f32(lanes * ${pooledSide ** 2}u);
let firstLane = local.x % ${plan.lanesAtOnce}u; let firstRow = local.x / ${plan.lanesAtOnce}u;`;
}

/** A loop over an invocation's values: `lane`, `innerRow` and `outerRow` name one's place without and with the border. */
function eachValue({ layer }: BatchNormPlace, plan: BatchNormPlan, body: string): string {
  const { pooledSide, outGroups } = convPoolSizes(layer.shape);
  const outer = pooledSide + 2 * layer.outPadding;
  return `for (var lane = firstLane; lane < lanes; lane += ${plan.lanesAtOnce}u) {
for (var row = firstRow; row < ${pooledSide}u; row += ${plan.rowsAtOnce}u) {
for (var column = 0u; column < ${pooledSide}u; column++) {
let innerRow = (row * ${pooledSide}u + column) * ${outGroups}u + channels;
let outerRow = ((row + ${layer.outPadding}u) * ${outer}u + column + ${layer.outPadding}u) * ${outGroups}u + channels;
${body}
}
}
}`;
}

/** Statements that share an invocation's sum and add up all of them. */
function addUp(plan: BatchNormPlan, slot: number, value: string, name: string): string {
  return `partial[${slot * invocations(plan)}u + local.x] = ${value};
workgroupBarrier();
${total(plan, slot, name)}`;
}

function total(plan: BatchNormPlan, slot: number, name: string): string {
  const count = invocations(plan);
  return `var ${name} = vec4f();
for (var i = ${slot * count}u; i < ${(slot + 1) * count}u; i++) { ${name} += partial[i]; }`;
}
