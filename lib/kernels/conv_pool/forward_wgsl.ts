import { readImages } from "../images/store.ts";
import { type PlaneStorage, readPlane, storePlane, writePlane } from "../planes.ts";
import { bindings, range, sum } from "../wgsl.ts";
import { FENCE } from "./fence.ts";
import { copyFilters, parameterFunction, readParameters } from "./filters_wgsl.ts";
import { loadGroup, loadPixels } from "./forward_input_wgsl.ts";
import { CODES_PER_WORD, convPoolSizes, GROUP } from "./shape.ts";
import { forwardBlocks, forwardParts, type ForwardPlan, type LayerPlace } from "./forward_plan.ts";
import { TILE_VALUES, transformOutput } from "./winograd.ts";

/** Below all that a layer gives. */
const LEAST_FLOAT = "-3.4e38";

/**
 * The forward kernel of one layer: convolution in the Winograd domain, bias, ReLU, max-pool, and for the backward pass a
 * code for each window and channel: which of its four positions won, or that none was above zero. Of a layer with batch norm
 * that is trained: convolution, max-pool, and which position won.
 *
 * Grid: x = ceil(blocks x lanes / workgroupSize), y = parts, z = members.
 * Bindings: control, source, parameters, output, codes, and the index table where the source is images.
 */
export function forwardWgsl(place: LayerPlace, plan: ForwardPlan, storage: PlaneStorage): string {
  const { shape, source } = place;
  const parts = forwardParts(shape, plan);
  const outChannels = shape.outChannels / parts;
  const sizes = convPoolSizes(shape);
  const blocks = forwardBlocks(sizes.pooledSide, plan);
  const channelStride = source === "images" ? 1 : sizes.inGroups * GROUP;
  const products = source === "activations" && !plan.unrolled
    ? loopedProducts(place, plan, storage, outChannels, channelStride)
    : unrolledProducts(place, plan, storage, outChannels, channelStride);
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      source === "images" ? readImages(storage, "source") : readPlane(storage, "vec4f", "source"),
      readParameters(place, plan),
      writePlane(storage, "vec4f", "output"),
      writePlane(storage, "u32", "codes"),
      ...(source === "images" ? ["<storage, read> indices: array<u32>"] : []),
    ])
  }
var<workgroup> weights: array<f32, ${outChannels * (TILE_VALUES * channelStride + 1)}>;
${parameterFunction(plan)}
${products.functions}
@compute @workgroup_size(${plan.workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
${plan.fencedValues ? "lanes" : "let lanes"} = control[0]; let member = group.z;
${copyFilters(place, plan, outChannels, parts, channelStride)}
let item = group.x * ${plan.workgroupSize}u + local.x;
let block = min(item / lanes, ${blocks.rows * blocks.columns - 1}u); var lane = item % lanes;
let top = min(block / ${blocks.columns}u * ${plan.blockRows}u, ${sizes.pooledSide - plan.blockRows}u);
let left = min(block % ${blocks.columns}u * ${plan.blockColumns}u, ${sizes.pooledSide - plan.blockColumns}u);
${place.normalised ? `let least = select(0.0, ${LEAST_FLOAT}, control[5] != 0u);` : ""}
${products.before}
${products.pooled}
${plan.fencedValues ? "lane += turns;" : ""}
${storeResults(place, plan, storage, products)}
}`;
}

/** How the products in the Winograd domain, and what they are pooled to, come about. */
interface Products {
  /** Functions of the module. */
  readonly functions: string;
  /** What comes before all channels. */
  readonly before: string;
  /** Statements that pool all channels. */
  readonly pooled: string;
  /** Names what a channel's window was pooled to, or the code of that. */
  value(oc: number, w: number, of: "max" | "code"): string;
}

/**
 * Straight-line code: all inputs are transformed first, then each output channel is a sum of products.
 *
 * What becomes of a channel is a function, which drivers put in line for each: the same code comes out as without it. WGSL's
 * compiler (naga) takes a time that grows with the square of a function's expressions, as it steps over all before to find the
 * type of each.
 */
function unrolledProducts(
  place: LayerPlace,
  plan: ForwardPlan,
  storage: PlaneStorage,
  outChannels: number,
  stride: number,
): Products {
  const { shape, source } = place;
  const windows = range(plan.blockRows * plan.blockColumns);
  const channels = range(shape.inChannels);
  const groups = range(convPoolSizes(shape).inGroups);
  const loaded = source === "images"
    ? loadPixels(place, plan, storage)
    : groups.map((g) =>
      loadGroup(place, plan, storage, `${g}u`, `g${g}`, Math.min(GROUP, shape.inChannels - g * GROUP))
    ).join("\n");
  const input = (ic: number, w: number, p: number) =>
    source === "images" ? `v_${w}_${p}` : `vg${ic >> 2}${ic % GROUP}_${w}_${p}`;
  const inputs = channels.flatMap((ic) => windows.flatMap((w) => range(TILE_VALUES).map((p) => input(ic, w, p))));
  const results = windows.flatMap((w) => [`max${w}: f32`, ...(plan.codes === false ? [] : [`code${w}: u32`])]);
  const values = windows.flatMap((w) => [`y${w}max`, ...(plan.codes === false ? [] : [`y${w}code`])]);
  const products = (p: number) => {
    const fence = plan.fencedValues && p % plan.fencedValues === 0 ? FENCE : "";
    // Channel by channel, so that a weight is loaded once for all windows; the order of each sum is the channels'.
    const sums = channels.flatMap((ic) => [
      `let u${p}_${ic} = weights[first + ${p * stride + ic}u];`,
      ...windows.map((w) => {
        const before = ic === 0 ? "" : `s${w}_${p}_${ic - 1} + `;
        const name = ic === shape.inChannels - 1 ? `m${w}_${p}` : `s${w}_${p}_${ic}`;
        return `let ${name} = ${before}v.${input(ic, w, p)} * u${p}_${ic};`;
      }),
    ]);
    return `${fence}${sums.join("\n")}`;
  };
  const bias = `weights[${outChannels * TILE_VALUES * stride}u + channel]`;
  return {
    functions: `struct Transformed { ${inputs.map((name) => `${name}: f32`).join(", ")} }
struct Pooled { ${results.join(", ")} }
${plan.fencedValues ? "var<private> turns: u32;\nvar<private> lanes: u32;" : ""}
fn pooled(v: Transformed, channel: u32) -> Pooled {
let first = channel * ${TILE_VALUES * stride}u;
${range(TILE_VALUES).map(products).join("\n")}
${windows.map((w) => poolWindow({ ...place, ...plan }, (p) => `m${w}_${p}`, `y${w}`, bias)).join("\n")}
return Pooled(${values.join(", ")});
}`,
    before: `${loaded}\nlet transformed = Transformed(${inputs.join(", ")});`,
    pooled: range(outChannels).map((oc) => `let y${oc} = pooled(transformed, ${oc}u);`).join("\n"),
    value: (oc, w, of) => `y${oc}.${of}${w}`,
  };
}

/** A loop over groups of four input channels that adds to one product for each output channel and value. */
function loopedProducts(
  place: LayerPlace,
  plan: ForwardPlan,
  storage: PlaneStorage,
  outChannels: number,
  stride: number,
): Products {
  const channels = range(outChannels);
  const windows = range(plan.blockRows * plan.blockColumns);
  const values = range(TILE_VALUES);
  const name = (oc: number, w: number, p: number) => `m${oc}_${w}_${p}`;
  return {
    functions: "",
    before: `${
      channels.map((oc) => windows.map((w) => values.map((p) => `var ${name(oc, w, p)} = 0.0;`).join(" ")).join("\n"))
        .join("\n")
    }
for (var g = 0u; g < ${convPoolSizes(place.shape).inGroups}u; g++) {
${loadGroup(place, plan, storage, "g", "g", GROUP)}
${
      channels.map((oc) =>
        values.map((p) => {
          const weights = range(GROUP).map((k) =>
            `let u${oc}_${p}_${k} = weights[${(oc * TILE_VALUES + p) * stride + k}u + 4u * g];`
          );
          const adds = windows.map((w) =>
            `${name(oc, w, p)} += ${sum(range(GROUP).map((k) => `vg${k}_${w}_${p} * u${oc}_${p}_${k}`))};`
          );
          return [...weights, ...adds].join("\n");
        }).join("\n")
      ).join("\n")
    }
}`,
    pooled: channels.map((oc) =>
      windows.map((w) =>
        poolWindow(
          { ...place, ...plan },
          (p) => name(oc, w, p),
          `y${oc}_${w}`,
          `weights[${outChannels * TILE_VALUES * stride + oc}]`,
        )
      ).join("\n")
    ).join("\n"),
    value: (oc, w, of) => `y${oc}_${w}${of}`,
  };
}

/**
 * Statements that reduce one window's products to `${y}max` (bias added, at least 0) and, if wanted, `${y}code`. For batch norm
 * nothing is cut off.
 */
export function poolWindow(
  { codes, normalised }: Pick<ForwardPlan, "codes"> & Pick<LayerPlace, "normalised">,
  product: (p: number) => string,
  y: string,
  bias: string,
): string {
  // The first of equal values wins, as in PyTorch.
  const code = codes === false ? "" : `
let ${y}position = select(select(select(3u, 2u, ${y}_2 == ${y}top), 1u, ${y}_1 == ${y}top), 0u, ${y}_0 == ${y}top);
let ${y}code = ${normalised ? `${y}position` : `select(4u, ${y}position, ${y}sum > 0.0)`};`;
  return `${transformOutput(product, y)}
let ${y}left = ${larger(`${y}_0`, `${y}_2`)}; let ${y}right = ${larger(`${y}_1`, `${y}_3`)};
let ${y}top = ${larger(`${y}left`, `${y}right`)}; let ${y}sum = ${y}top + ${bias};
let ${y}max = ${normalised ? `${y}sum` : larger("0.0", `${y}sum`)};${code}`;
}

/**
 * The larger of two values; the second where one is NaN, so that a diverged member's NaN comes out as one and the loss shows
 * it. One instruction on a CPU, where WGSL's `max`, which would swallow the NaN, takes three.
 */
function larger(a: string, b: string): string {
  return `select(${b}, ${a}, ${a} > ${b})`;
}

/** Statements that store the block's pooled values and codes. */
function storeResults(place: LayerPlace, plan: ForwardPlan, storage: PlaneStorage, { value }: Products): string {
  const { pooledSide, outGroups, codeWords } = convPoolSizes(place.shape);
  const outSide = pooledSide + 2 * place.outPadding;
  const parts = forwardParts(place.shape, plan);
  const outChannels = place.shape.outChannels / parts;
  const partGroups = outGroups / parts;
  const partWords = codeWords / parts;
  const output = (pooled: string) => place.normalised ? larger("least", pooled) : pooled;
  const ofPart = (i: number, each: number) => parts === 1 ? `${i}u` : `group.y * ${each}u + ${i}u`;
  const stores = range(plan.blockRows * plan.blockColumns).map((w) => {
    const [row, column] = [Math.floor(w / plan.blockColumns), w % plan.blockColumns];
    const pixel = `((top + ${row + place.outPadding}u) * ${outSide}u + left + ${column + place.outPadding}u)`;
    const window = `((top + ${row}u) * ${pooledSide}u + left + ${column}u)`;
    const values = range(partGroups).map((g) => {
      const group = range(GROUP).map((k) =>
        g * GROUP + k < outChannels ? output(value(g * GROUP + k, w, "max")) : "0.0"
      );
      const at = `${pixel} * ${outGroups}u + ${ofPart(g, partGroups)}`;
      return storePlane(storage, "vec4f", "output", outSide ** 2 * outGroups, at, `vec4f(${group.join(", ")})`);
    });
    const codes = range(partWords).map((word) => {
      const channels = range(Math.min(CODES_PER_WORD, outChannels - word * CODES_PER_WORD));
      const packed = channels.map((k) => `(${value(word * CODES_PER_WORD + k, w, "code")} << ${4 * k}u)`).join(" | ");
      return storePlane(
        storage,
        "u32",
        "codes",
        pooledSide ** 2 * codeWords,
        `${window} * ${codeWords}u + ${ofPart(word, partWords)}`,
        packed,
      );
    });
    return { values, codes };
  });
  const values = stores.flatMap(({ values }) => values).join("\n");
  // The binding stays, so that kernels with and without codes are bound alike.
  if (plan.codes === false) return `${values}\n_ = ${storage === "buffer" ? "&codes" : "textureDimensions(codes)"};`;
  return `${values}
if (control[5] != 0u) {
${stores.flatMap(({ codes }) => codes).join("\n")}
}`;
}
