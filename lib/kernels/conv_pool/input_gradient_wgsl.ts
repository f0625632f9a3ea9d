import { loadPlane, type PlaneStorage, readPlane, storePlane, writePlane } from "../planes.ts";
import { bindings, component, range, sum } from "../wgsl.ts";
import { parameterFunction, readParameters } from "./filters_wgsl.ts";
import type { ParameterPlan } from "./forward_plan.ts";
import type { LayerPlace } from "./forward_plan.ts";
import { CODES_PER_WORD, type ConvPoolShape, convPoolSizes, GROUP, TAPS } from "./shape.ts";
import { TILE_VALUES, transformFilter, transformInput, transformOutput } from "./winograd.ts";

/** How one layer's input-gradient kernel is generated. */
export interface InputGradientPlan extends ParameterPlan {
  readonly workgroupSize: number;
  /** Straight-line code over all output channels, or a loop over groups of four. */
  readonly unrolled: boolean;
  /**
   * Input channels that one workgroup computes, where they are shared out over workgroups: less code and less workgroup
   * memory, but every part transforms the gradient again. A multiple of 4 that divides the channels; by default all.
   */
  readonly inChannelsPerPart?: number;
}

/**
 * Parts that a plan cuts a layer's input channels into.
 *
 * @throws {RangeError} If a part would share a vector with another, or the parts are not even.
 */
export function inputGradientParts(shape: ConvPoolShape, plan: InputGradientPlan): number {
  const channels = plan.inChannelsPerPart;
  if (channels === undefined || channels === shape.inChannels) return 1;
  if (channels % GROUP !== 0 || shape.inChannels % channels !== 0) {
    throw new RangeError(
      `Sharing out ${shape.inChannels} input channels: parts of ${channels} found, ` +
        `a multiple of ${GROUP} that divides them wanted`,
    );
  }
  return shape.inChannels / channels;
}

/** Codes that match no position of a window. */
const NO_POSITION = "0xffffffffu";

/** Tiles of 2x2 input pixels on one side of the plane; each lies over exactly 2x2 pool windows. */
export function inputGradientTiles({ shape }: Pick<LayerPlace, "shape">): number {
  const { inSide, padding } = shape;
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
 * Grid: x = ceil(tiles^2 x lanes / workgroupSize), y = parts, z = members.
 * Bindings: control, gradient of the pooled output, codes, parameters, gradient of the input.
 */
export function inputGradientWgsl(place: LayerPlace, plan: InputGradientPlan, storage: PlaneStorage): string {
  const { outChannels } = place.shape;
  const parts = inputGradientParts(place.shape, plan);
  const inChannels = place.shape.inChannels / parts;
  const { outGroups } = convPoolSizes(place.shape);
  const tiles = inputGradientTiles(place);
  const stride = outGroups * GROUP;
  const channels = plan.unrolled
    ? unrolledChannels(place, inChannels, storage, stride)
    : loopedChannels(place, inChannels, storage, stride);
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      readPlane(storage, "vec4f", "gradient"),
      readPlane(storage, "u32", "codes"),
      readParameters(place, plan),
      writePlane(storage, "vec4f", "result"),
    ])
  }
var<workgroup> weights: array<f32, ${inChannels * TILE_VALUES * stride}>;
${parameterFunction(plan)}
${channels.functions}
@compute @workgroup_size(${plan.workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
let lanes = control[0]; let member = group.z;
for (var f = local.x; f < ${inChannels * outChannels}u; f += ${plan.workgroupSize}u) {
${copyTurnedFilter(place, inChannels, stride)}
}
workgroupBarrier();
let item = group.x * ${plan.workgroupSize}u + local.x;
let tile = min(item / lanes, ${tiles * tiles - 1}u); let lane = item % lanes;
let tileRow = i32(tile / ${tiles}u); let tileColumn = i32(tile % ${tiles}u);
${loadCodes(place, storage)}
${channels.pixels}
${storePixels(place, inChannels, storage)}
}`;
}

/** Statements that find the tile's four windows and load their codes; a window outside the plane matches no position. */
function loadCodes(place: LayerPlace, storage: PlaneStorage): string {
  const { pooledSide, codeWords } = convPoolSizes(place.shape);
  const firstWindow = place.shape.padding === 2 ? 0 : -1;
  return range(4).map((w) => {
    const codes = range(codeWords).map((word) => {
      const load = loadPlane(
        storage,
        "u32",
        "codes",
        pooledSide ** 2 * codeWords,
        `window${w} * ${codeWords}u + ${word}u`,
      );
      return `let code${w}_${word} = select(${NO_POSITION}, ${load}, inside${w});`;
    });
    return `let row${w} = tileRow + ${firstWindow + (w >> 1)}; let column${w} = tileColumn + ${firstWindow + (w & 1)};
let inside${w} = min(row${w}, column${w}) >= 0 && max(row${w}, column${w}) < ${pooledSide};
let window${w} = select(0u, u32(row${w} * ${pooledSide} + column${w}), inside${w});
${codes.join("\n")}`;
  }).join("\n");
}

/**
 * Statements that put one group's gradients at the positions that won, as a 4x4 tile for each channel, and transform it:
 * `${name}v${k}_0_${value}`.
 *
 * @param codeBits The expression for window w's codes, shifted so that the group's first channel comes first.
 */
function spreadGroup(
  place: LayerPlace,
  storage: PlaneStorage,
  group: string,
  name: string,
  channels: number,
  codeBits: (w: number) => string,
): string {
  const { pooledSide, outGroups } = convPoolSizes(place.shape);
  const loads = range(4).map((w) => {
    const load = loadPlane(
      storage,
      "vec4f",
      "gradient",
      pooledSide ** 2 * outGroups,
      `window${w} * ${outGroups}u + ${group}`,
    );
    return `let ${name}g${w} = ${load}; let ${name}c${w} = ${codeBits(w)};`;
  });
  const tiles = range(channels).map((k) => {
    const values = range(4).flatMap((w) =>
      range(4).map((a) => {
        const [y, x] = [2 * (w >> 1) + (a >> 1), 2 * (w & 1) + (a & 1)];
        const wins = `((${name}c${w} >> ${4 * k}u) & 15u) == ${a}u`;
        return `let ${name}e${k}_${y}_${x} = select(0.0, ${name}g${w}.${component(k)}, ${wins});`;
      })
    );
    return [...values, transformInput((y, x) => `${name}e${k}_${y}_${x}`, `${name}v${k}`, 1, 1)].join("\n");
  });
  return [...loads, ...tiles].join("\n");
}

/** How the pixels `y${inChannel}_${pixel}` come about. */
interface Channels {
  /** Functions of the module. */
  readonly functions: string;
  /** Statements that declare the pixels. */
  readonly pixels: string;
}

/**
 * Straight-line code. A channel's products are transformed back before the next channel's are made, so that they need not go to
 * the stack. What becomes of a channel is a function, for the same reason as in the forward kernel.
 */
function unrolledChannels(place: LayerPlace, inChannels: number, storage: PlaneStorage, stride: number): Channels {
  const { outChannels } = place.shape;
  const groups = range(convPoolSizes(place.shape).outGroups).map((g) => {
    const word = Math.floor(g * GROUP / CODES_PER_WORD);
    const shift = 4 * (g * GROUP % CODES_PER_WORD);
    const channels = Math.min(GROUP, outChannels - g * GROUP);
    return spreadGroup(place, storage, `${g}u`, `g${g}`, channels, (w) => `code${w}_${word} >> ${shift}u`);
  });
  const input = (oc: number, p: number) => `g${oc >> 2}v${oc % GROUP}_0_${p}`;
  const inputs = range(outChannels).flatMap((oc) => range(TILE_VALUES).map((p) => input(oc, p)));
  const products = range(TILE_VALUES).map((p) => {
    const terms = range(outChannels).map((oc) => `v.${input(oc, p)} * weights[first + ${p * stride + oc}u]`);
    return `let m${p} = ${sum(terms)};`;
  });
  return {
    functions: `struct Transformed { ${inputs.map((name) => `${name}: f32`).join(", ")} }
struct Pixels { y0: f32, y1: f32, y2: f32, y3: f32 }
fn pixels(v: Transformed, channel: u32) -> Pixels {
let first = channel * ${TILE_VALUES * stride}u;
${products.join("\n")}
${transformOutput((p) => `m${p}`, "y")}
return Pixels(y_0, y_1, y_2, y_3);
}`,
    pixels: [
      ...groups,
      `let transformed = Transformed(${inputs.join(", ")});`,
      ...range(inChannels).flatMap((ic) => [
        `let y${ic} = pixels(transformed, ${ic}u);`,
        ...range(4).map((pixel) => `let y${ic}_${pixel} = y${ic}.y${pixel};`),
      ]),
    ].join("\n"),
  };
}

/** Products summed in a loop over groups of four output channels. */
function loopedChannels(place: LayerPlace, inChannels: number, storage: PlaneStorage, stride: number): Channels {
  const { outGroups, codeWords } = convPoolSizes(place.shape);
  const products = range(inChannels).flatMap((ic) => range(TILE_VALUES).map((p) => [ic, p] as const));
  const word = (w: number) =>
    range(codeWords).slice(1).reduce((rest, i) => `select(${rest}, code${w}_${i}, g / 2u == ${i}u)`, `code${w}_0`);
  const adds = products.map(([ic, p]) => {
    const terms = range(GROUP).map((k) => `gv${k}_0_${p} * weights[${(ic * TILE_VALUES + p) * stride + k}u + 4u * g]`);
    return `m${ic}_${p} += ${sum(terms)};`;
  });
  return {
    functions: "",
    pixels: `${products.map(([ic, p]) => `var m${ic}_${p} = 0.0;`).join("\n")}
for (var g = 0u; g < ${outGroups}u; g++) {
${spreadGroup(place, storage, "g", "g", GROUP, (w) => `${word(w)} >> (16u * (g % 2u))`)}
${adds.join("\n")}
}
${range(inChannels).map((ic) => transformOutput((p) => `m${ic}_${p}`, `y${ic}`)).join("\n")}`,
  };
}

/** Statements that store the tile's four pixels, but for those outside the plane. */
function storePixels(place: LayerPlace, inChannels: number, storage: PlaneStorage): string {
  const { inSide, padding } = place.shape;
  const { inGroups } = convPoolSizes(place.shape);
  const partGroups = Math.ceil(inChannels / GROUP);
  const shift = tileShift(padding);
  // Where tiles begin and end with the plane there is no pixel outside.
  const outside = shift !== 0 || inSide % 2 !== 0;
  return range(4).map((a) => {
    const stores = range(partGroups).map((g) => {
      const values = range(GROUP).map((k) => g * GROUP + k < inChannels ? `y${g * GROUP + k}_${a}` : "0.0");
      const at = `pixel * ${inGroups}u + ${partGroups === inGroups ? "" : `group.y * ${partGroups}u + `}${g}u`;
      return storePlane(storage, "vec4f", "result", inSide ** 2 * inGroups, at, `vec4f(${values.join(", ")})`);
    });
    return `let pixelRow${a} = 2 * tileRow + ${(a >> 1) - shift}; let pixelColumn${a} = 2 * tileColumn + ${
      (a & 1) - shift
    };
${outside ? `if (min(pixelRow${a}, pixelColumn${a}) >= 0 && max(pixelRow${a}, pixelColumn${a}) < ${inSide}) ` : ""}{
let pixel = u32(pixelRow${a} * ${inSide} + pixelColumn${a});
${stores.join("\n")}
}`;
  }).join("\n");
}

/** Statements that transform filter `f`, turned by half a turn, into `weights[(ic * 16 + value) * stride + oc]`. */
function copyTurnedFilter(place: LayerPlace, inChannels: number, stride: number): string {
  // Filters of a part are not next to each other: all input channels of an output channel are.
  const filter = inChannels === place.shape.inChannels
    ? "f"
    : `(f / ${inChannels}u * ${place.shape.inChannels}u + group.y * ${inChannels}u + f % ${inChannels}u)`;
  const row = `member * ${place.parameterStride}u + ${place.parameterOffset}u + ${filter} * ${TAPS}u`;
  return `${range(TAPS).map((i) => `let tap${i} = parameter(${row} + ${TAPS - 1 - i}u);`).join("\n")}
${transformFilter((i) => `tap${i}`, "u")}
let at = (f % ${inChannels}u) * ${TILE_VALUES * stride}u + f / ${inChannels}u;
${range(TILE_VALUES).map((i) => `weights[at + ${i * stride}u] = u_${i};`).join("\n")}`;
}
