import { bindings, component, range, sum } from "../wgsl.ts";
import { type LayerPlace, packedRowWords } from "./forward_wgsl.ts";
import { type ConvPoolShape, convPoolSizes, GROUP, TAPS } from "./shape.ts";

/**
 * How one layer's weight-gradient kernel is generated.
 *
 * - `members`: an invocation is a member and walks over all images and windows. No reduction across invocations.
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
export function weightGradientParts(shape: ConvPoolShape, plan: WeightGradientPlan): { inner: number; outer: number } {
  const sizes = convPoolSizes(shape);
  return { inner: sizes.inGroups, outer: Math.ceil(sizes.outGroups / plan.outGroupsPerPart) };
}

/** Floats of workgroup memory that the `reduce` form takes. */
export function weightGradientSharedFloats(shape: ConvPoolShape, plan: WeightGradientPlan): number {
  return plan.form === "reduce"
    ? plan.workgroupSize * plan.outGroupsPerPart * GROUP * (partChannels(shape) * TAPS + 1)
    : 0;
}

/**
 * The gradient with respect to one layer's weights and biases, summed over the batch. Direct, never in the Winograd
 * domain: there exact zeros become noise of 1e-7, which AdamW turns into steps of the size of the learning rate.
 *
 * Grid, `members`: x = ceil(members / workgroupSize), y = parts, z = 1. Grid, `reduce`: x = 1, y = parts, z = members.
 * Bindings: control, source, gradient of the pooled output, codes, result [members, parameters], and the index table
 * where the source is images.
 *
 * @throws {RangeError} If the plan's blocks do not tile the plane.
 */
export function weightGradientWgsl(place: LayerPlace, plan: WeightGradientPlan): string {
  const { shape, source } = place;
  const { inChannels, outChannels } = shape;
  const sizes = convPoolSizes(shape);
  if (sizes.pooledSide % plan.blockRows !== 0 || sizes.pooledSide % plan.blockColumns !== 0) {
    throw new RangeError(
      `Generating a weight gradient: blocks of ${plan.blockRows}x${plan.blockColumns} windows found, ` +
        `divisors of ${sizes.pooledSide} wanted`,
    );
  }
  const channels = partChannels(shape);
  const parts = weightGradientParts(shape, plan);
  const outs = parts.outer === 1 ? outChannels : plan.outGroupsPerPart * GROUP;
  const blockColumns = sizes.pooledSide / plan.blockColumns;
  const blocks = (sizes.pooledSide / plan.blockRows) * blockColumns;
  const reduce = plan.form === "reduce";
  const accumulators = range(outs).flatMap((oc) => [
    ...range(channels).flatMap((k) => range(TAPS).map((tap) => `a${oc}_${k}_${tap}`)),
    `b${oc}`,
  ]);
  const out: string[] = [
    bindings([
      "<storage, read> control: array<u32>",
      `<storage, read> source: array<${source === "images" ? "u32" : "vec4f"}>`,
      "<storage, read> gradient: array<vec4f>",
      "<storage, read> codes: array<u32>",
      "<storage, read_write> result: array<f32>",
      ...(source === "images" ? ["<storage, read> indices: array<u32>"] : []),
    ]),
    reduce ? `var<workgroup> sums: array<f32, ${accumulators.length * plan.workgroupSize}>;` : "",
    `@compute @workgroup_size(${plan.workgroupSize})`,
    "fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {",
    "let lanes = control[0];",
    reduce
      ? "let member = group.z;"
      : `let item = group.x * ${plan.workgroupSize}u + local.x; let member = min(item, control[1] - 1u);`,
    `let inGroup = group.y / ${parts.outer}u; let outPart = group.y % ${parts.outer}u;`,
    ...accumulators.map((name) => `var ${name} = 0.0;`),
  ];
  if (reduce) {
    out.push(
      `for (var at = local.x; at < ${blocks}u * lanes; at += ${plan.workgroupSize}u) {`,
      "let block = at / lanes; let lane = at % lanes;",
    );
  } else {
    // Images innermost: four neighbours share a cache line of the layout.
    out.push(`for (var block = 0u; block < ${blocks}u; block++) {`, "for (var lane = 0u; lane < lanes; lane++) {");
  }
  out.push(
    `let top = block / ${blockColumns}u * ${plan.blockRows}u; let left = block % ${blockColumns}u * ${plan.blockColumns}u;`,
  );
  out.push(source === "images" ? loadBytes(place, plan) : loadActivations(place, plan));
  const windows = plan.blockRows * plan.blockColumns;
  for (let w = 0; w < windows; w++) {
    const [row, column] = [Math.floor(w / plan.blockColumns), w % plan.blockColumns];
    out.push(
      `let window${w} = member * ${
        sizes.pooledSide ** 2
      }u + (top + ${row}u) * ${sizes.pooledSide}u + left + ${column}u;`,
    );
    for (let g = 0; g < Math.ceil(outs / GROUP); g++) {
      const group = `(outPart * ${plan.outGroupsPerPart}u + ${g}u)`;
      out.push(`let g${w}_${g} = gradient[(window${w} * ${sizes.outGroups}u + ${group}) * lanes + lane];`);
      out.push(
        `let c${w}_${g} = codes[(window${w} * ${sizes.codeWords}u + ${group} / 2u) * lanes + lane] >> (16u * (${group} % 2u));`,
      );
    }
  }
  const pixel = (y: number, x: number, k: number) => source === "images" ? `d${y}_${x}` : `d${y}_${x}.${component(k)}`;
  for (let oc = 0; oc < outs; oc++) {
    const [g, k] = [oc >> 2, oc % GROUP];
    for (let w = 0; w < windows; w++) {
      out.push(`let p${oc}_${w} = (c${w}_${g} >> ${4 * k}u) & 15u;`);
      for (let a = 0; a < 4; a++) {
        out.push(`let e${oc}_${w}_${a} = select(0.0, g${w}_${g}.${component(k)}, p${oc}_${w} == ${a}u);`);
      }
      out.push(`b${oc} += select(0.0, g${w}_${g}.${component(k)}, p${oc}_${w} < 4u);`);
    }
    for (let ic = 0; ic < channels; ic++) {
      for (let tap = 0; tap < TAPS; tap++) {
        const terms = range(windows * 4).map((i) => {
          const [w, a] = [i >> 2, i & 3];
          const y = 2 * Math.floor(w / plan.blockColumns) + (a >> 1) + Math.floor(tap / 3);
          const x = 2 * (w % plan.blockColumns) + (a & 1) + tap % 3;
          return `e${oc}_${w}_${a} * ${pixel(y, x, ic)}`;
        });
        out.push(`a${oc}_${ic}_${tap} += ${sum(terms)};`);
      }
    }
  }
  out.push(reduce ? "}" : "} }");
  out.push(reduce ? storeReduced(place, plan, accumulators) : storeOwn(place, plan));
  out.push("}");
  return out.join("\n");

  function weightAt(oc: string, ic: string, tap: string): string {
    return `row + (${oc}) * ${inChannels * TAPS}u + (${ic}) * ${TAPS}u + ${tap}`;
  }

  function storeOwn(place: LayerPlace, plan: WeightGradientPlan): string {
    const lines = [
      `if (item < control[1]) {`,
      `let row = member * ${place.parameterStride}u + ${place.parameterOffset}u;`,
    ];
    for (let oc = 0; oc < outs; oc++) {
      const channel = `outPart * ${plan.outGroupsPerPart * GROUP}u + ${oc}u`;
      lines.push(`if (${channel} < ${outChannels}u) {`);
      for (let ic = 0; ic < channels; ic++) {
        lines.push(`if (inGroup * ${GROUP}u + ${ic}u < ${inChannels}u) {`);
        for (let tap = 0; tap < TAPS; tap++) {
          lines.push(
            `result[${weightAt(channel, `inGroup * ${GROUP}u + ${ic}u`, `${tap}u`)}] = a${oc}_${ic}_${tap}${scale()};`,
          );
        }
        lines.push("}");
      }
      lines.push(
        `if (inGroup == 0u) { result[row + ${inChannels * outChannels * TAPS}u + ${channel}] = b${oc}; }`,
        "}",
      );
    }
    return [...lines, "}"].join("\n");
  }

  function storeReduced(place: LayerPlace, plan: WeightGradientPlan, names: readonly string[]): string {
    const perOut = channels * TAPS + 1;
    return `${names.map((name, i) => `sums[${i * plan.workgroupSize}u + local.x] = ${name};`).join("\n")}
workgroupBarrier();
let row = member * ${place.parameterStride}u + ${place.parameterOffset}u;
for (var i = local.x; i < ${names.length}u; i += ${plan.workgroupSize}u) {
var total = 0.0;
for (var j = 0u; j < ${plan.workgroupSize}u; j++) { total += sums[i * ${plan.workgroupSize}u + j]; }
let oc = outPart * ${outs}u + i / ${perOut}u; let slot = i % ${perOut}u;
let ic = inGroup * ${GROUP}u + slot / ${TAPS}u;
if (oc < ${outChannels}u) {
if (slot == ${perOut - 1}u) {
if (inGroup == 0u) { result[row + ${inChannels * outChannels * TAPS}u + oc] = total; }
} else if (ic < ${inChannels}u) { result[${weightAt("oc", "ic", `slot % ${TAPS}u`)}] = total${scale()}; }
}
}`;
  }

  function scale(): string {
    return source === "images" ? " * (1.0 / 255.0)" : "";
  }
}

/** Statements that load the block's patch of one group of input channels as vectors. */
function loadActivations(place: LayerPlace, plan: WeightGradientPlan): string {
  const { paddedSide, inGroups } = convPoolSizes(place.shape);
  const out = [
    `let base = (member * ${paddedSide ** 2}u + 2u * top * ${paddedSide}u + 2u * left) * ${inGroups}u + inGroup;`,
  ];
  for (let y = 0; y < 2 * plan.blockRows + 2; y++) {
    for (let x = 0; x < 2 * plan.blockColumns + 2; x++) {
      out.push(`let d${y}_${x} = source[(base + ${(y * paddedSide + x) * inGroups}u) * lanes + lane];`);
    }
  }
  return out.join("\n");
}

/** Statements that load the block's patch of bytes; a row starts in the low or the high half of a word. */
function loadBytes(place: LayerPlace, plan: WeightGradientPlan): string {
  const { paddedSide } = convPoolSizes(place.shape);
  const rowWords = packedRowWords(paddedSide);
  const columns = 2 * plan.blockColumns + 2;
  const words = Math.ceil((columns + 2) / 4);
  const out = [
    "let index = indices[control[4] * control[3] + member * control[2] + lane];",
    `let image = select(index, 0u, index == ${0xffff_ffff}u) * ${paddedSide * rowWords}u + left / 2u;`,
    "let high = left % 2u == 1u;",
  ];
  for (let y = 0; y < 2 * plan.blockRows + 2; y++) {
    for (let word = 0; word < words; word++) {
      // The last word may lie in the next row, or beyond the last image, where the bounds check gives what is then unused.
      out.push(`let w${y}_${word} = source[image + (2u * top + ${y}u) * ${rowWords}u + ${word}u];`);
    }
    for (let x = 0; x < columns; x++) {
      const byte = (at: number) => `(w${y}_${at >> 2} >> ${8 * (at % 4)}u)`;
      out.push(`let d${y}_${x} = f32(select(${byte(x)}, ${byte(x + 2)}, high) & 255u);`);
    }
  }
  return out.join("\n");
}
