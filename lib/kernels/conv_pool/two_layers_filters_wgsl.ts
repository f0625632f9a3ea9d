import { type PlaneStorage, storePlane, writePlane } from "../planes.ts";
import { bindings, range } from "../wgsl.ts";
import type { LayerPlace } from "./forward_plan.ts";
import { loadFilter, parameterFunction, readParameters } from "./filters_wgsl.ts";
import type { ParameterPlan } from "./forward_plan.ts";
import { GROUP, TAPS } from "./shape.ts";
import { TILE } from "./winograd.ts";

/**
 * The kernel that transforms the filters of two layers for the kernel that computes both: a plane of one row, in which each
 * filter is four lanes, the first layer's filters before the second's.
 *
 * Grid: x = ceil(filters / workgroupSize), z = members.
 * Bindings: parameters, filters.
 */
export function twoLayersFiltersWgsl(
  first: LayerPlace,
  second: LayerPlace,
  plan: ParameterPlan,
  workgroupSize: number,
  storage: PlaneStorage,
): string {
  const before = first.shape.outChannels;
  const filters = before + second.shape.inChannels * second.shape.outChannels;
  const transform = (place: LayerPlace, filter: string) =>
    `${loadFilter(place, `member * ${place.parameterStride}u + ${place.parameterOffset}u + ${filter} * ${TAPS}u`)}
${
      range(TILE).map((i) =>
        `store(member, id.x * ${TILE}u + ${i}u, vec4f(${range(GROUP).map((k) => `u_${i * GROUP + k}`).join(", ")}));`
      ).join("\n")
    }`;
  return `${bindings([readParameters(first, plan), writePlane(storage, "vec4f", "filters")])}
${parameterFunction(plan)}
fn store(member: u32, lane: u32, values: vec4f) {
let lanes = ${filters * TILE}u;
${storePlane(storage, "vec4f", "filters", 1, "0u", "values")}
}
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(global_invocation_id) id: vec3u) {
let member = id.z;
if (id.x < ${before}u) {
${transform(first, "id.x")}
} else if (id.x < ${filters}u) {
${transform(second, `(id.x - ${before}u)`)}
}
}`;
}
