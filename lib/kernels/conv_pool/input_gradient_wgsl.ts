import { bindings, component, range, sum } from "../wgsl.ts";
import type { LayerPlace } from "./forward_wgsl.ts";
import { CODES_PER_WORD, convPoolSizes, GROUP, TAPS } from "./shape.ts";
import { TILE_VALUES, transformFilter, transformInput, transformOutput } from "./winograd.ts";

/** How one layer's input-gradient kernel is generated. */
export interface InputGradientPlan {
  readonly workgroupSize: number;
  /** Straight-line code over all output channels, or a loop over groups of four. */
  readonly unrolled: boolean;
}

/** Tiles of 2x2 input pixels on one side of the plane; each lies over exactly 2x2 pool windows. */
export function inputGradientTiles(place: LayerPlace): number {
  const { inSide, padding } = place.shape;
  return Math.ceil((inSide + tileShift(padding)) / 2);
}

/** With padding 1 tiles start at pixel -1, so that the windows that reach them are whole. */
function tileShift(padding: number): number {
  return padding === 1 ? 1 : 0;
}

/**
 * The gradient with respect to a layer's input, `[member][pixel][channel group][lane] vec4f` without a border: the
 * transposed convolution of the gradient that the pool codes put at one of four positions of each window. In the
 * Winograd domain, which is exact enough here: nothing divides by the square of it, as AdamW does by a weight's gradient.
 *
 * Grid: x = ceil(tiles^2 x lanes / workgroupSize), y = 1, z = members.
 * Bindings: control, gradient of the pooled output, codes, parameters, gradient of the input.
 */
export function inputGradientWgsl(place: LayerPlace, plan: InputGradientPlan): string {
  const { inChannels, outChannels, inSide, padding } = place.shape;
  const sizes = convPoolSizes(place.shape);
  const tiles = inputGradientTiles(place);
  const stride = sizes.outGroups * GROUP;
  const out: string[] = [
    bindings([
      "<storage, read> control: array<u32>",
      "<storage, read> gradient: array<vec4f>",
      "<storage, read> codes: array<u32>",
      "<storage, read> parameters: array<f32>",
      "<storage, read_write> result: array<vec4f>",
    ]),
    `var<workgroup> weights: array<f32, ${inChannels * TILE_VALUES * stride}>;`,
    `@compute @workgroup_size(${plan.workgroupSize})`,
    "fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {",
    "let lanes = control[0]; let member = group.z;",
    copyTurnedFilters(place, plan.workgroupSize, stride),
    `let item = group.x * ${plan.workgroupSize}u + local.x;`,
    `let tile = min(item / lanes, ${tiles * tiles - 1}u); let lane = item % lanes;`,
    `let tileRow = i32(tile / ${tiles}u); let tileColumn = i32(tile % ${tiles}u);`,
  ];
  const firstWindow = padding === 2 ? 0 : -1;
  for (let w = 0; w < 4; w++) {
    out.push(
      `let row${w} = tileRow + ${firstWindow + (w >> 1)}; let column${w} = tileColumn + ${firstWindow + (w & 1)};`,
    );
    out.push(`let inside${w} = min(row${w}, column${w}) >= 0 && max(row${w}, column${w}) < ${sizes.pooledSide};`);
    // A window outside the plane reads the first one's gradient under a code that matches no position.
    out.push(
      `let window${w} = member * ${
        sizes.pooledSide ** 2
      }u + select(0u, u32(row${w} * ${sizes.pooledSide} + column${w}), inside${w});`,
    );
    for (let word = 0; word < sizes.codeWords; word++) {
      out.push(
        `let code${w}_${word} = select(${0xffff_ffff}u, codes[(window${w} * ${sizes.codeWords}u + ${word}u) * lanes + lane], inside${w});`,
      );
    }
  }
  const spread = (group: string, codeWord: (w: number) => string, channels: number, shift: string, prefix: string) => {
    const lines: string[] = [];
    for (let w = 0; w < 4; w++) {
      lines.push(`let ${prefix}g${w} = gradient[(window${w} * ${sizes.outGroups}u + ${group}) * lanes + lane];`);
    }
    for (let k = 0; k < channels; k++) {
      for (let w = 0; w < 4; w++) {
        lines.push(`let ${prefix}p${k}_${w} = (${codeWord(w)} >> (${shift}${4 * k}u)) & 15u;`);
        for (let a = 0; a < 4; a++) {
          const [y, x] = [2 * (w >> 1) + (a >> 1), 2 * (w & 1) + (a & 1)];
          lines.push(
            `let ${prefix}e${k}_${y}_${x} = select(0.0, ${prefix}g${w}.${component(k)}, ${prefix}p${k}_${w} == ${a}u);`,
          );
        }
      }
      lines.push(transformInput((y, x) => `${prefix}e${k}_${y}_${x}`, `${prefix}v${k}`, 1, 1));
    }
    return lines.join("\n");
  };
  if (plan.unrolled) {
    for (let g = 0; g < sizes.outGroups; g++) {
      const word = Math.floor(g * GROUP / CODES_PER_WORD);
      const shift = `${4 * (g * GROUP % CODES_PER_WORD)}u + `;
      out.push(spread(`${g}u`, (w) => `code${w}_${word}`, Math.min(GROUP, outChannels - g * GROUP), shift, `g${g}`));
    }
  } else {
    for (let ic = 0; ic < inChannels; ic++) for (let p = 0; p < TILE_VALUES; p++) out.push(`var m${ic}_${p} = 0.0;`);
    out.push(`for (var g = 0u; g < ${sizes.outGroups}u; g++) {`);
    for (let w = 0; w < 4; w++) {
      const pick = range(sizes.codeWords).slice(1).reduce(
        (rest, word) => `select(${rest}, code${w}_${word}, g / 2u == ${word}u)`,
        `code${w}_0`,
      );
      out.push(`let word${w} = ${pick};`);
    }
    out.push(spread("g", (w) => `word${w}`, GROUP, "16u * (g % 2u) + ", "g"));
    for (let ic = 0; ic < inChannels; ic++) {
      for (let p = 0; p < TILE_VALUES; p++) {
        out.push(
          `m${ic}_${p} += ${
            sum(range(GROUP).map((k) => `gv${k}_0_${p} * weights[${(ic * TILE_VALUES + p) * stride + k}u + 4u * g]`))
          };`,
        );
      }
    }
    out.push("}");
  }
  for (let ic = 0; ic < inChannels; ic++) {
    if (plan.unrolled) {
      for (let p = 0; p < TILE_VALUES; p++) {
        const terms = range(outChannels).map((oc) =>
          `g${oc >> 2}v${oc % GROUP}_0_${p} * weights[${(ic * TILE_VALUES + p) * stride + oc}]`
        );
        out.push(`let m${ic}_${p} = ${sum(terms)};`);
      }
    }
    out.push(transformOutput((p) => `m${ic}_${p}`, `y${ic}`));
  }
  for (let a = 0; a < 4; a++) {
    const shift = tileShift(padding);
    out.push(
      `let pixelRow${a} = 2 * tileRow + ${(a >> 1) - shift}; let pixelColumn${a} = 2 * tileColumn + ${
        (a & 1) - shift
      };`,
    );
    out.push(`if (min(pixelRow${a}, pixelColumn${a}) >= 0 && max(pixelRow${a}, pixelColumn${a}) < ${inSide}) {`);
    out.push(`let pixel = member * ${inSide ** 2}u + u32(pixelRow${a} * ${inSide} + pixelColumn${a});`);
    for (let g = 0; g < sizes.inGroups; g++) {
      const values = range(GROUP).map((k) => g * GROUP + k < inChannels ? `y${g * GROUP + k}_${a}` : "0.0");
      out.push(`result[(pixel * ${sizes.inGroups}u + ${g}u) * lanes + lane] = vec4f(${values.join(", ")});`);
    }
    out.push("}");
  }
  out.push("}");
  return out.join("\n");
}

/** Statements that transform the filters, turned by half a turn, into `weights[(ic * 16 + value) * stride + oc]`. */
function copyTurnedFilters(place: LayerPlace, workgroupSize: number, stride: number): string {
  const { inChannels, outChannels } = place.shape;
  return `let row = member * ${place.parameterStride}u + ${place.parameterOffset}u;
for (var f = local.x; f < ${inChannels * outChannels}u; f += ${workgroupSize}u) {
${range(TAPS).map((i) => `let tap${i} = parameters[row + f * ${TAPS}u + ${TAPS - 1 - i}u];`).join("\n")}
${transformFilter((i) => `tap${i}`, "u")}
let at = (f % ${inChannels}u) * ${TILE_VALUES * stride}u + f / ${inChannels}u;
${range(TILE_VALUES).map((i) => `weights[at + ${i * stride}u] = u_${i};`).join("\n")}
}
workgroupBarrier();`;
}
