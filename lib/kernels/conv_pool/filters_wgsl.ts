/**
 * How kernels get at their weights: for a forward kernel, a member's filters, transformed into the Winograd domain, and its biases are
 * copied to workgroup memory, `[output channel][value][input channel]`, then the biases (zeros where batch norm adds them).
 *
 * @module
 */
import { range } from "../wgsl.ts";
import type { ForwardPlan, LayerPlace, ParameterPlan } from "./forward_plan.ts";
import { TAPS } from "./shape.ts";
import { TILE_VALUES, transformFilter } from "./winograd.ts";

/** Vectors of four parameters that a uniform buffer of a plan holds. */
export function parameterVectors(members: number, parameterStride: number): number {
  return Math.ceil(members * parameterStride / 4);
}

/** Declares the parameters that a kernel reads. */
export function readParameters(place: LayerPlace, plan: ParameterPlan): string {
  return plan.uniformMembers === undefined
    ? "<storage, read> parameters: array<f32>"
    : `<uniform> parameters: array<vec4f, ${parameterVectors(plan.uniformMembers, place.parameterStride)}>`;
}

/** The function `parameter(i)` that loads a parameter. */
export function parameterFunction(plan: ParameterPlan): string {
  return `fn parameter(i: u32) -> f32 { return ${
    plan.uniformMembers === undefined ? "parameters[i]" : "parameters[i / 4u][i % 4u]"
  }; }`;
}

/**
 * Statements that fill `weights` and wait until it is full: needs `member`.
 *
 * @param outChannels Output channels of one part.
 * @param parts Parts that the output channels are cut into.
 * @param stride Floats between two values of one output channel.
 */
export function copyFilters(
  place: LayerPlace,
  plan: ForwardPlan,
  outChannels: number,
  parts: number,
  stride: number,
): string {
  const { inChannels } = place.shape;
  const filters = inChannels * outChannels;
  const biases = `parameterRow + ${inChannels * place.shape.outChannels * TAPS}u`;
  const biasAt = outChannels * TILE_VALUES * stride;
  const rows = `let parameterRow = member * ${place.parameterStride}u + ${place.parameterOffset}u;${
    parts === 1 ? "" : `\nlet filterRow = parameterRow + group.y * ${filters * TAPS}u;`
  }`;
  const copy = plan.uniformMembers !== undefined && parts === 1 && inChannels === 1 && stride === 1
    ? copyValues(place, plan, outChannels, biases)
    : `for (var f = local.x; f < ${filters}u; f += ${plan.workgroupSize}u) {
${loadFilter(place, `${parts === 1 ? "parameterRow" : "filterRow"} + f * ${TAPS}u`)}
let at = (f / ${inChannels}u) * ${TILE_VALUES * stride}u + f % ${inChannels}u;
${range(TILE_VALUES).map((i) => `weights[at + ${i * stride}u] = u_${i};`).join("\n")}
}
for (var b = local.x; b < ${outChannels}u; b += ${plan.workgroupSize}u) {
let bias = parameter(${biases} + ${parts === 1 ? "b" : `group.y * ${outChannels}u + b`});
weights[${biasAt}u + b] = ${place.normalised ? "select(bias, 0.0, control[5] != 0u)" : "bias"};
}`;
  return `${rows}\n${copy}\nworkgroupBarrier();`;
}

/**
 * Statements by which each invocation copies one value of a filter, or a bias. llvmpipe runs a loop's body at least once,
 * each store as a loop over lanes, even for lanes that have nothing to copy: where filters are few, as of one input channel,
 * one store each costs less than 17 by a few. It pays only with loads that are no loops, of uniform buffers.
 */
function copyValues(place: LayerPlace, plan: ForwardPlan, outChannels: number, biases: string): string {
  const values = outChannels * TILE_VALUES;
  return `for (var f = local.x; f < ${values + outChannels}u; f += ${plan.workgroupSize}u) {
${loadFilter(place, `parameterRow + min(f / ${TILE_VALUES}u, ${outChannels - 1}u) * ${TAPS}u`)}
${range(4).map((bit) => `let bit${bit} = (f & ${1 << bit}u) != 0u;`).join(" ")}
let bias = parameter(${biases} + max(f, ${values}u) - ${values}u);
weights[f] = select(bias, ${chosen(range(TILE_VALUES).map((i) => `u_${i}`))}, f < ${values}u);
}`;
}

/** The expression that chooses one of 2^n values by `bit0` to `bit${n - 1}`. */
function chosen(values: readonly string[]): string {
  if (values.length === 1) return values[0]!;
  const half = values.length / 2;
  return `select(${chosen(values.slice(0, half))}, ${chosen(values.slice(half))}, bit${Math.log2(half)})`;
}

/** Statements that load a filter, of which `at` is the first weight, and transform it to `u_0` to `u_15`: needs `parameter`. */
export function loadFilter(place: LayerPlace, at: string): string {
  // Bytes are 255 times the pixels that the model is meant to see.
  const scale = place.source === "images" ? " * (1.0 / 255.0)" : "";
  return `${range(TAPS).map((i) => `let tap${i} = parameter(${at} + ${i}u)${scale};`).join("\n")}
${transformFilter((i) => `tap${i}`, "u")}`;
}
