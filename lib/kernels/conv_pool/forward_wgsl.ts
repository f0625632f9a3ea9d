import { bindings, component, range, sum } from "../wgsl.ts";
import { CODES_PER_WORD, type ConvPoolShape, convPoolSizes, GROUP, TAPS } from "./shape.ts";
import { TILE_VALUES, transformFilter, transformInput, transformOutput } from "./winograd.ts";

/** Where a layer's input comes from: packed bytes of images chosen by index, or the layer before. */
export type ForwardSource = "images" | "activations";

/** How one layer's forward kernel is generated. */
export interface ForwardPlan {
  /** Pool windows that one invocation computes, down. */
  readonly blockRows: number;
  /** Pool windows that one invocation computes, across. */
  readonly blockColumns: number;
  readonly workgroupSize: number;
  /** Straight-line code over all input channels, or a loop over groups of four (less code, fewer live values). */
  readonly unrolled: boolean;
}

/** What a layer's kernels must know of the model around it. */
export interface LayerPlace {
  readonly shape: ConvPoolShape;
  readonly source: ForwardSource;
  /** The next layer's padding: the border that the output plane carries. */
  readonly outPadding: number;
  /** Position of the layer's weights in a member's parameters; its biases follow them. */
  readonly parameterOffset: number;
  /** Parameters of one member. */
  readonly parameterStride: number;
}

/** Words in one row of a packed image: one byte a pixel, zero border included. */
export function packedRowWords(paddedSide: number): number {
  return Math.ceil(paddedSide / 4);
}

/** Number of blocks a plan cuts a plane of windows into. The last block of a row or column overlaps the one before it. */
export function forwardBlocks(pooledSide: number, plan: ForwardPlan): { rows: number; columns: number } {
  return { rows: Math.ceil(pooledSide / plan.blockRows), columns: Math.ceil(pooledSide / plan.blockColumns) };
}

/**
 * The forward kernel of one layer: convolution in the Winograd domain, bias, ReLU, max-pool, and for the backward pass a
 * code for each window and channel: which of its four positions won, or that none was above zero.
 *
 * Grid: x = ceil(blocks x lanes / workgroupSize), y = 1, z = members.
 * Bindings: control, source, parameters, output, codes, and the index table where the source is images.
 */
export function forwardWgsl(place: LayerPlace, plan: ForwardPlan): string {
  const { shape, source } = place;
  const sizes = convPoolSizes(shape);
  const { inChannels, outChannels } = shape;
  const windows = plan.blockRows * plan.blockColumns;
  const blocks = forwardBlocks(sizes.pooledSide, plan);
  const channelStride = source === "images" ? 1 : sizes.inGroups * GROUP;
  const biasAt = outChannels * TILE_VALUES * channelStride;
  const out: string[] = [
    bindings([
      "<storage, read> control: array<u32>",
      `<storage, read> source: array<${source === "images" ? "u32" : "vec4f"}>`,
      "<storage, read> parameters: array<f32>",
      "<storage, read_write> output: array<vec4f>",
      "<storage, read_write> codes: array<u32>",
      ...(source === "images" ? ["<storage, read> indices: array<u32>"] : []),
    ]),
    `var<workgroup> weights: array<f32, ${biasAt + outChannels}>;`,
    `@compute @workgroup_size(${plan.workgroupSize})`,
    "fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {",
    "let lanes = control[0]; let member = group.z;",
    copyFilters(place, plan.workgroupSize, channelStride, biasAt),
    `let item = group.x * ${plan.workgroupSize}u + local.x;`,
    `let block = min(item / lanes, ${blocks.rows * blocks.columns - 1}u); let lane = item % lanes;`,
    `let top = min(block / ${blocks.columns}u * ${plan.blockRows}u, ${sizes.pooledSide - plan.blockRows}u);`,
    `let left = min(block % ${blocks.columns}u * ${plan.blockColumns}u, ${sizes.pooledSide - plan.blockColumns}u);`,
  ];
  const patchRows = 2 * plan.blockRows + 2;
  const patchColumns = 2 * plan.blockColumns + 2;
  const product = (oc: number, w: number, value: number) => `m${oc}_${w}_${value}`;
  if (source === "images") {
    out.push(
      loadPixels(
        place,
        patchRows,
        patchColumns,
        plan.blockColumns % 2 === 0 && sizes.pooledSide % plan.blockColumns === 0,
      ),
    );
    out.push(transformInput((y, x) => `d${y}_${x}`, "v0", plan.blockRows, plan.blockColumns));
  } else {
    out.push(
      `let base = ((member * ${
        sizes.paddedSide ** 2
      }u + 2u * top * ${sizes.paddedSide}u + 2u * left) * ${sizes.inGroups}u) * lanes + lane;`,
    );
  }
  const loadGroup = (group: string, name: string, channels: number) => {
    const lines: string[] = [];
    for (let y = 0; y < patchRows; y++) {
      for (let x = 0; x < patchColumns; x++) {
        lines.push(
          `let ${name}_${y}_${x} = source[base + (${
            (y * sizes.paddedSide + x) * sizes.inGroups
          }u + ${group}) * lanes];`,
        );
      }
    }
    for (let k = 0; k < channels; k++) {
      lines.push(
        transformInput(
          (y, x) => `${name}_${y}_${x}.${component(k)}`,
          `v${name}${k}`,
          plan.blockRows,
          plan.blockColumns,
        ),
      );
    }
    return lines.join("\n");
  };
  if (source === "activations" && plan.unrolled) {
    for (let g = 0; g < sizes.inGroups; g++) {
      out.push(loadGroup(`${g}u`, `g${g}`, Math.min(GROUP, inChannels - g * GROUP)));
    }
  }
  if (source === "activations" && !plan.unrolled) {
    for (let oc = 0; oc < outChannels; oc++) {
      for (let w = 0; w < windows; w++) {
        for (let p = 0; p < TILE_VALUES; p++) out.push(`var ${product(oc, w, p)} = 0.0;`);
      }
    }
    out.push(`for (var g = 0u; g < ${sizes.inGroups}u; g++) {`, loadGroup("g", "g", GROUP));
    for (let oc = 0; oc < outChannels; oc++) {
      for (let p = 0; p < TILE_VALUES; p++) {
        for (let k = 0; k < GROUP; k++) {
          out.push(`let u${oc}_${p}_${k} = weights[${(oc * TILE_VALUES + p) * channelStride + k}u + 4u * g];`);
        }
        for (let w = 0; w < windows; w++) {
          out.push(`${product(oc, w, p)} += ${sum(range(GROUP).map((k) => `vg${k}_${w}_${p} * u${oc}_${p}_${k}`))};`);
        }
      }
    }
    out.push("}");
  }
  for (let w = 0; w < windows; w++) {
    for (let word = 0; word < sizes.codeWords; word++) out.push(`var c${w}_${word} = 0u;`);
  }
  const outSide = sizes.pooledSide + 2 * place.outPadding;
  for (let oc = 0; oc < outChannels; oc++) {
    if (source === "images" || plan.unrolled) {
      for (let p = 0; p < TILE_VALUES; p++) {
        for (let ic = 0; ic < inChannels; ic++) {
          out.push(`let u${oc}_${p}_${ic} = weights[${(oc * TILE_VALUES + p) * channelStride + ic}];`);
        }
        for (let w = 0; w < windows; w++) {
          const value = (ic: number) => source === "images" ? `v0_${w}_${p}` : `vg${ic >> 2}${ic % GROUP}_${w}_${p}`;
          out.push(
            `let ${product(oc, w, p)} = ${sum(range(inChannels).map((ic) => `${value(ic)} * u${oc}_${p}_${ic}`))};`,
          );
        }
      }
    }
    for (let w = 0; w < windows; w++) {
      out.push(
        transformOutput((p) => product(oc, w, p), `y${oc}_${w}`),
        poolWindow(`y${oc}_${w}`, `weights[${biasAt + oc}]`),
      );
      out.push(`c${w}_${Math.floor(oc / CODES_PER_WORD)} |= y${oc}_${w}code << ${4 * (oc % CODES_PER_WORD)}u;`);
    }
    if (oc % GROUP === GROUP - 1 || oc === outChannels - 1) {
      const first = oc - oc % GROUP;
      for (let w = 0; w < windows; w++) {
        const [row, column] = [Math.floor(w / plan.blockColumns), w % plan.blockColumns];
        const values = range(GROUP).map((k) => first + k < outChannels ? `y${first + k}_${w}max` : "0.0");
        out.push(
          `output[((member * ${outSide ** 2}u + (top + ${row + place.outPadding}u) * ${outSide}u + left + ${
            column + place.outPadding
          }u) * ` +
            `${sizes.outGroups}u + ${first / GROUP}u) * lanes + lane] = vec4f(${values.join(", ")});`,
        );
      }
    }
  }
  for (let w = 0; w < windows; w++) {
    const [row, column] = [Math.floor(w / plan.blockColumns), w % plan.blockColumns];
    for (let word = 0; word < sizes.codeWords; word++) {
      out.push(
        `codes[((member * ${sizes.pooledSide ** 2}u + (top + ${row}u) * ${sizes.pooledSide}u + left + ${column}u) * ` +
          `${sizes.codeWords}u + ${word}u) * lanes + lane] = c${w}_${word};`,
      );
    }
  }
  out.push("}");
  return out.join("\n");
}

/** Statements that transform the member's filters into workgroup memory: `weights[(oc * 16 + value) * stride + ic]`, then the biases. */
function copyFilters(place: LayerPlace, workgroupSize: number, channelStride: number, biasAt: number): string {
  const { inChannels, outChannels } = place.shape;
  // Bytes are 255 times the pixels that the model is meant to see.
  const scale = place.source === "images" ? " * (1.0 / 255.0)" : "";
  return `let row = member * ${place.parameterStride}u + ${place.parameterOffset}u;
for (var f = local.x; f < ${inChannels * outChannels}u; f += ${workgroupSize}u) {
${range(TAPS).map((i) => `let tap${i} = parameters[row + f * ${TAPS}u + ${i}u]${scale};`).join("\n")}
${transformFilter((i) => `tap${i}`, "u")}
let at = (f / ${inChannels}u) * ${TILE_VALUES * channelStride}u + f % ${inChannels}u;
${range(TILE_VALUES).map((i) => `weights[at + ${i * channelStride}u] = u_${i};`).join("\n")}
}
for (var b = local.x; b < ${outChannels}u; b += ${workgroupSize}u) {
weights[${biasAt}u + b] = parameters[row + ${inChannels * outChannels * TAPS}u + b];
}
workgroupBarrier();`;
}

/** Statements that load a patch of bytes as floats 0 to 255. Where blocks start at multiples of four, a row takes whole words. */
function loadPixels(place: LayerPlace, rows: number, columns: number, aligned: boolean): string {
  const { paddedSide } = convPoolSizes(place.shape);
  const rowWords = packedRowWords(paddedSide);
  const out = [
    // An absent image is computed as image 0; what comes of it is thrown away by the loss and the scores.
    "let index = indices[control[4] * control[3] + member * control[2] + lane];",
    `let image = select(index, 0u, index == ${0xffff_ffff}u) * ${paddedSide * rowWords}u;`,
  ];
  for (let y = 0; y < rows; y++) {
    if (aligned) {
      for (let word = 0; word * 4 < columns; word++) {
        out.push(`let word${y}_${word} = source[image + (2u * top + ${y}u) * ${rowWords}u + left / 2u + ${word}u];`);
      }
      for (let x = 0; x < columns; x++) {
        out.push(`let d${y}_${x} = f32((word${y}_${x >> 2} >> ${8 * (x % 4)}u) & 255u);`);
      }
    } else {
      for (let x = 0; x < columns; x++) {
        out.push(`let x${y}_${x} = 2u * left + ${x}u;`);
        out.push(
          `let d${y}_${x} = f32((source[image + (2u * top + ${y}u) * ${rowWords}u + x${y}_${x} / 4u] >> (8u * (x${y}_${x} % 4u))) & 255u);`,
        );
      }
    }
  }
  return out.join("\n");
}

/** Statements that reduce the four values `${name}_0..3` to `${name}max` (bias added, at least 0) and `${name}code`. */
function poolWindow(name: string, bias: string): string {
  // The first of equal values wins, as in PyTorch. A NaN must come out as a NaN, so that the loss shows it.
  return `let ${name}top = max(max(${name}_0, ${name}_1), max(${name}_2, ${name}_3));
let ${name}sum = ${name}top + ${bias};
let ${name}max = select(max(${name}sum, 0.0), ${name}sum, ${name}sum != ${name}sum);
let ${name}code = select(4u, select(select(select(3u, 2u, ${name}_2 == ${name}top), 1u, ${name}_1 == ${name}top), 0u, ${name}_0 == ${name}top), ${name}sum > 0.0);`;
}
