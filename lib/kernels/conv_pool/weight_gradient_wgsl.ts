import { loadImagePatch } from "../images/patch_wgsl.ts";
import { CHOOSE_IMAGES, readImages } from "../images/store.ts";
import { loadPlane, type PlaneStorage, readPlane } from "../planes.ts";
import { bindings, component, range, sum } from "../wgsl.ts";
import type { LayerPlace } from "./forward_plan.ts";
import { type ConvPoolShape, convPoolSizes, GROUP, TAPS } from "./shape.ts";

/**
 * How one layer's weight-gradient kernel is generated.
 *
 * - `members`: an invocation is a part of a member's weights and walks over all images and windows. No reduction across
 *   invocations, and what it comes to does not depend on who is beside it.
 * - `reduce`: a workgroup is a member; its invocations share out images and windows, then add up in a fixed order.
 */
export interface WeightGradientPlan {
  readonly form: "members" | "reduce";
  readonly workgroupSize: number;
  /** Pool windows taken at once, down; divides the plane's side. */
  readonly blockRows: number;
  /** Pool windows taken at once, across; divides the plane's side. */
  readonly blockColumns: number;
  /** Groups of four output channels that one invocation accumulates. */
  readonly outGroupsPerPart: number;
}

/** Input channels whose weights one invocation accumulates, at most. */
function partChannels(shape: ConvPoolShape): number {
  return Math.min(GROUP, shape.inChannels);
}

/** Parts that a layer's weights are cut into: (group of input channels) x (groups of output channels). */
function weightGradientParts(shape: ConvPoolShape, plan: WeightGradientPlan): { inner: number; outer: number } {
  const sizes = convPoolSizes(shape);
  return { inner: sizes.inGroups, outer: Math.ceil(sizes.outGroups / plan.outGroupsPerPart) };
}

/** The workgroups that compute the weight gradients of so many members. */
export function weightGradientGrid(
  shape: ConvPoolShape,
  plan: WeightGradientPlan,
  members: number,
): [x: number, y: number, z: number] {
  const { inner, outer } = weightGradientParts(shape, plan);
  const parts = inner * outer;
  return plan.form === "reduce" ? [1, parts, members] : [Math.ceil(members * parts / plan.workgroupSize), 1, 1];
}

/** Floats of workgroup memory that the `reduce` form takes. */
export function weightGradientSharedFloats(shape: ConvPoolShape, plan: WeightGradientPlan): number {
  return plan.form === "reduce"
    ? plan.workgroupSize * plan.outGroupsPerPart * GROUP * (partChannels(shape) * TAPS + 1)
    : 0;
}

/**
 * The gradient with respect to one layer's weights and, unless batch norm has them, biases, summed over the batch. Direct, never in the Winograd
 * domain: there exact zeros become noise of 1e-7, which AdamW turns into steps of the size of the learning rate.
 *
 * Grid: {@linkcode weightGradientGrid}.
 * Bindings: control, source, gradient of the pooled output, codes, result [members, parameters], and the index table
 * where the source is images.
 *
 * @throws {RangeError} If the plan's blocks do not tile the plane.
 */
export function weightGradientWgsl(place: LayerPlace, plan: WeightGradientPlan, storage: PlaneStorage): string {
  const { shape, source } = place;
  const { pooledSide } = convPoolSizes(shape);
  if (pooledSide % plan.blockRows !== 0 || pooledSide % plan.blockColumns !== 0) {
    throw new RangeError(
      `Generating a weight gradient: blocks of ${plan.blockRows}x${plan.blockColumns} windows found, ` +
        `divisors of ${pooledSide} wanted`,
    );
  }
  const reduce = plan.form === "reduce";
  const blockColumns = pooledSide / plan.blockColumns;
  const blocks = (pooledSide / plan.blockRows) * blockColumns;
  const names = accumulators(shape, plan);
  const { inner, outer } = weightGradientParts(shape, plan);
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      source === "images" ? readImages(storage, "source") : readPlane(storage, "vec4f", "source"),
      readPlane(storage, "vec4f", "gradient"),
      readPlane(storage, "u32", "codes"),
      "<storage, read_write> result: array<f32>",
      ...(source === "images" ? ["<storage, read> indices: array<u32>"] : []),
    ])
  }
${reduce ? `var<workgroup> sums: array<f32, ${names.length * plan.workgroupSize}>;` : ""}
@compute @workgroup_size(${plan.workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
let lanes = control[0];
${
    reduce
      ? "let member = group.z; let part = group.y;"
      // A member's parts are neighbours: they read the same gradients.
      : `let item = group.x * ${plan.workgroupSize}u + local.x; let part = item % ${inner * outer}u;
let isMember = item / ${inner * outer}u < control[1]; let member = min(item / ${inner * outer}u, control[1] - 1u);`
  }
${source === "images" ? CHOOSE_IMAGES : ""}
let inGroup = part / ${outer}u; let outPart = part % ${outer}u;
${names.map((name) => `var ${name} = 0.0;`).join(" ")}
${
    reduce
      // Counted on, for a division is one of each lane.
      ? `let turnBlocks = ${plan.workgroupSize}u / lanes; let turnLanes = ${plan.workgroupSize}u % lanes;
var block = local.x / lanes; var lane = local.x % lanes;
// turns: ${blocks} * lanes / ${plan.workgroupSize} + 1
while (block < ${blocks}u) {`
      // Images innermost: neighbours share a cache line of the layout.
      : `for (var block = 0u; block < ${blocks}u; block++) { for (var lane = 0u; lane < lanes; lane++) {`
  }
let top = block / ${blockColumns}u * ${plan.blockRows}u; let left = block % ${blockColumns}u * ${plan.blockColumns}u;
${source === "images" ? loadImagePatch(storage, shape, plan) : loadActivations(place, plan, storage)}
${loadGradients(place, plan, storage)}
${accumulate(place, plan)}
${
    reduce
      ? `lane += turnLanes; let wraps = lane >= lanes;
block += turnBlocks + u32(wraps); lane -= select(0u, lanes, wraps);
}`
      : "} }"
  }
${reduce ? storeReduced(place, plan, names) : storeOwn(place, plan)}
}`;
}

/** Output channels that one invocation accumulates. */
function partOutputs(shape: ConvPoolShape, plan: WeightGradientPlan): number {
  return weightGradientParts(shape, plan).outer === 1 ? shape.outChannels : plan.outGroupsPerPart * GROUP;
}

/** The sums that one invocation keeps: for each output channel nine taps of each input channel, then the bias. */
function accumulators(shape: ConvPoolShape, plan: WeightGradientPlan): string[] {
  return range(partOutputs(shape, plan)).flatMap((oc) => [
    ...range(partChannels(shape)).flatMap((ic) => range(TAPS).map((tap) => `a${oc}_${ic}_${tap}`)),
    `b${oc}`,
  ]);
}

/** Statements that load the gradients and codes of the block's windows. */
function loadGradients(place: LayerPlace, plan: WeightGradientPlan, storage: PlaneStorage): string {
  const { pooledSide, outGroups, codeWords } = convPoolSizes(place.shape);
  const groups = range(Math.ceil(partOutputs(place.shape, plan) / GROUP));
  return range(plan.blockRows * plan.blockColumns).flatMap((w) => {
    const [row, column] = [Math.floor(w / plan.blockColumns), w % plan.blockColumns];
    return groups.map((g) => {
      const group = `(outPart * ${plan.outGroupsPerPart}u + ${g}u)`;
      const window = `((top + ${row}u) * ${pooledSide}u + left + ${column}u)`;
      const gradient = loadPlane(
        storage,
        "vec4f",
        "gradient",
        pooledSide ** 2 * outGroups,
        `${window} * ${outGroups}u + ${group}`,
      );
      const codes = loadPlane(
        storage,
        "u32",
        "codes",
        pooledSide ** 2 * codeWords,
        `${window} * ${codeWords}u + ${group} / 2u`,
      );
      return `let g${w}_${g} = ${gradient}; let c${w}_${g} = ${codes} >> (16u * (${group} % 2u));`;
    });
  }).join("\n");
}

/** Statements that add the block's windows to the sums. */
function accumulate(place: LayerPlace, plan: WeightGradientPlan): string {
  const windows = range(plan.blockRows * plan.blockColumns);
  const pixel = (y: number, x: number, ic: number) => place.source === "images" ? `d${y}_${x}` : `d${y}_${x}_${ic}`;
  return range(partOutputs(place.shape, plan)).map((oc) => {
    const [g, k] = [oc >> 2, oc % GROUP];
    const spread = windows.map((w) => {
      const gradient = `g${w}_${g}.${component(k)}`;
      const position = `p${oc}_${w}`;
      return `let ${position} = (c${w}_${g} >> ${4 * k}u) & 15u;
${range(4).map((a) => `let e${oc}_${w}_${a} = select(0.0, ${gradient}, ${position} == ${a}u);`).join("\n")}
b${oc} += select(0.0, ${gradient}, ${position} < 4u);`;
    });
    const sums = range(partChannels(place.shape)).flatMap((ic) =>
      range(TAPS).map((tap) => {
        const terms = windows.flatMap((w) =>
          range(4).map((a) => {
            const y = 2 * Math.floor(w / plan.blockColumns) + (a >> 1) + Math.floor(tap / 3);
            const x = 2 * (w % plan.blockColumns) + (a & 1) + tap % 3;
            return `e${oc}_${w}_${a} * ${pixel(y, x, ic)}`;
          })
        );
        return `a${oc}_${ic}_${tap} += ${sum(terms)};`;
      })
    );
    return [...spread, ...sums].join("\n");
  }).join("\n");
}

/** Bytes are 255 times the pixels that the model is meant to see. */
function inputScale(place: LayerPlace): string {
  return place.source === "images" ? " * (1.0 / 255.0)" : "";
}

/** Statements by which an invocation stores the sums of its own member. */
function storeOwn(place: LayerPlace, plan: WeightGradientPlan): string {
  const { inChannels, outChannels } = place.shape;
  const channels = range(partOutputs(place.shape, plan)).map((oc) => {
    const weights = range(partChannels(place.shape)).map((ic) =>
      `if (inGroup * ${GROUP}u + ${ic}u < ${inChannels}u) {
let filter${oc}_${ic} = row + ((outPart * ${
        plan.outGroupsPerPart * GROUP
      }u + ${oc}u) * ${inChannels}u + inGroup * ${GROUP}u + ${ic}u) * ${TAPS}u;
${range(TAPS).map((tap) => `result[filter${oc}_${ic} + ${tap}u] = a${oc}_${ic}_${tap}${inputScale(place)};`).join("\n")}
}`
    );
    return `if (outPart * ${plan.outGroupsPerPart * GROUP}u + ${oc}u < ${outChannels}u) {
${weights.join("\n")}
${
      place.normalised
        ? ""
        : `if (inGroup == 0u) { result[row + ${inChannels * outChannels * TAPS}u + outPart * ${
          plan.outGroupsPerPart * GROUP
        }u + ${oc}u] = b${oc}; }`
    }
}`;
  });
  return `if (isMember) {
let row = member * ${place.parameterStride}u + ${place.parameterOffset}u;
${channels.join("\n")}
}`;
}

/** Statements by which a workgroup adds its invocations' sums, always in the same order, and stores them. */
function storeReduced(place: LayerPlace, plan: WeightGradientPlan, names: readonly string[]): string {
  const { inChannels, outChannels } = place.shape;
  const perOutput = partChannels(place.shape) * TAPS + 1;
  return `${names.map((name, i) => `sums[${i * plan.workgroupSize}u + local.x] = ${name};`).join("\n")}
workgroupBarrier();
let row = member * ${place.parameterStride}u + ${place.parameterOffset}u;
for (var i = local.x; i < ${names.length}u; i += ${plan.workgroupSize}u) {
var total = 0.0;
for (var j = 0u; j < ${plan.workgroupSize}u; j++) { total += sums[i * ${plan.workgroupSize}u + j]; }
let oc = outPart * ${plan.outGroupsPerPart * GROUP}u + i / ${perOutput}u;
let slot = i % ${perOutput}u;
let ic = inGroup * ${GROUP}u + slot / ${TAPS}u;
if (oc < ${outChannels}u) {
if (slot == ${perOutput - 1}u) {
${place.normalised ? "" : `if (inGroup == 0u) { result[row + ${inChannels * outChannels * TAPS}u + oc] = total; }`}
} else if (ic < ${inChannels}u) { result[row + (oc * ${inChannels}u + ic) * ${TAPS}u + slot % ${TAPS}u] = total${
    inputScale(place)
  }; }
}
}`;
}

/** Statements that load the block's patch of one group of input channels as vectors. */
function loadActivations(place: LayerPlace, plan: WeightGradientPlan, storage: PlaneStorage): string {
  const { paddedSide, inGroups } = convPoolSizes(place.shape);
  const rows = paddedSide ** 2 * inGroups;
  return range(2 * plan.blockRows + 2).flatMap((y) =>
    range(2 * plan.blockColumns + 2).map((x) => {
      const row = `((2u * top + ${y}u) * ${paddedSide}u + 2u * left + ${x}u) * ${inGroups}u + inGroup`;
      return `let d${y}_${x} = ${loadPlane(storage, "vec4f", "source", rows, row)};
${range(partChannels(place.shape)).map((ic) => `let d${y}_${x}_${ic} = d${y}_${x}.${component(ic)};`).join(" ")}`;
    })
  ).join("\n");
}
