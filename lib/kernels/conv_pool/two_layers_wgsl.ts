/**
 * The first two layers of a model in one kernel, for scores, from which nothing flows backward. On software Vulkan what layers
 * hand to each other costs as much as their arithmetic: here the first layer's output never leaves an invocation.
 *
 * An invocation takes one image, and goes down each half of the second layer's plane, a row of windows a turn. A row needs
 * four rows of the first layer's windows: two are the last turn's, two it computes. The halves overlap by what the second
 * layer's filters see, 2 columns of 14 in the notebook's model; apart from those nothing is computed twice.
 *
 * The arithmetic is that of `forward_wgsl.ts`, in the same order, so every bit is the same.
 *
 * @module
 */
import { findImage, loadPatch } from "../images/patch_wgsl.ts";
import { CHOOSE_IMAGES, readImages } from "../images/store.ts";
import { loadPlane, type PlaneStorage, readPlane, storePlane, writePlane } from "../planes.ts";
import { bindings, component, range } from "../wgsl.ts";
import { FENCE } from "./fence.ts";
import { parameterFunction, readParameters } from "./filters_wgsl.ts";
import { poolWindow } from "./forward_wgsl.ts";
import type { LayerPlace } from "./forward_plan.ts";
import { convPoolSizes, GROUP } from "./shape.ts";
import { inputRow, TILE, TILE_VALUES, transformInput } from "./winograd.ts";
import { type TwoLayersPlan, type TwoLayersSizes, twoLayersSizes } from "./two_layers_shape.ts";

/** Rows of the first layer's windows that a turn computes, and that it has from the turn before. */
const NEW_ROWS = TILE / 2;

/** What the parts of the generator share. */
interface Context {
  readonly first: LayerPlace;
  readonly second: LayerPlace;
  readonly plan: TwoLayersPlan;
  readonly storage: PlaneStorage;
  readonly sizes: TwoLayersSizes;
  /** Columns of the first layer's windows in a half. */
  readonly columns: number[];
  readonly inner: number[];
  readonly outer: number[];
}

/**
 * The kernel itself. The filters come transformed (`two_layers_filters_wgsl.ts`): a workgroup copies them to its memory, each
 * invocation from there to values, as a loop would take even a literal load lane by lane.
 *
 * Grid: x = ceil(lanes / workgroupSize), z = members.
 * Bindings: control, images, parameters, filters, output, indices.
 *
 * @throws {TypeError} If no kernel can compute both layers at once.
 */
export function twoLayersWgsl(
  first: LayerPlace,
  second: LayerPlace,
  plan: TwoLayersPlan,
  storage: PlaneStorage,
): string {
  const sizes = twoLayersSizes([first.shape, second.shape]);
  if (!sizes) {
    throw new TypeError(
      `Generating a kernel of two layers: found ${
        JSON.stringify([first.shape, second.shape])
      }, wanted one that reads ` +
        "images and one that pads with 2 and gives 4, 6 or 8 windows a row",
    );
  }
  const context: Context = {
    first,
    second,
    plan,
    storage,
    sizes,
    columns: range(2 * sizes.half),
    inner: range(first.shape.outChannels),
    outer: range(second.shape.outChannels),
  };
  const { inner, outer, columns } = context;
  const { pooledSide } = convPoolSizes(second.shape);
  const kept = inner.flatMap((ic) => range(NEW_ROWS).flatMap((r) => columns.map((c) => `${ic}_${r}_${c}`)));
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      readImages(storage, "source"),
      readParameters(first, plan),
      readPlane(storage, "vec4f", "filters"),
      writePlane(storage, "vec4f", "output"),
      "<storage, read> indices: array<u32>",
    ])
  }
var<workgroup> weights: array<f32, ${sizes.floats}>;
${parameterFunction(plan)}
${functions(context)}
@compute @workgroup_size(${plan.workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
let lanes = control[0]; let member = group.z; var turns = 0u;
${CHOOSE_IMAGES}
${copyWeights(context)}
workgroupBarrier();
var lane = min(group.x * ${plan.workgroupSize}u + local.x, lanes - 1u);
${findImage(storage, first.shape)}
${inner.map((ic) => `let first${ic} = firstFilter(${ic * TILE_VALUES}u);`).join("\n")}
${
    outer.flatMap((oc) => range(TILE_VALUES).map((p) => `let second${oc}_${p} = ${secondWeights(context, oc, p)};`))
      .join("\n")
  }
${[...inner, ...outer].map((_, i) => `let bias${i} = weights[${sizes.biasAt + i}];`).join("\n")}
${kept.map((name) => `var above${name} = 0.0;`).join("\n")}
for (var turn = 0u; turn < ${2 * pooledSide}u; turn++) {
let row = turn % ${pooledSide}u; let right = turn >= ${pooledSide}u;
${firstLayer(context)}
${secondLayer(context)}
lane += turns;
${storeWindows(context)}
${kept.map((name) => `above${name} = below${name};`).join("\n")}
}
}`;
}

/**
 * Functions of the module, which drivers put in line. In one function WGSL's compiler (naga) would take a time that grows with
 * the square of its expressions.
 */
function functions({ storage, sizes, inner }: Context): string {
  const values = range(TILE_VALUES);
  const windows = `vec${sizes.half}f`;
  const list = (of: readonly number[], text: (i: number) => string) => of.map(text).join(", ");
  return `struct Tile { ${list(values, (p) => `v${p}: f32`)} }
struct Weights { ${list(inner, (ic) => `w${ic}: f32`)} }
fn filterGroup(member: u32, lane: u32) -> vec4f {
let lanes = ${sizes.filters * TILE}u;
return ${loadPlane(storage, "vec4f", "filters", 1, "0u")};
}
fn firstFilter(at: u32) -> Tile { return Tile(${list(values, (p) => `weights[at + ${p}u]`)}); }
fn secondWeights(at: u32) -> Weights { return Weights(${list(inner, (ic) => `weights[at + ${ic * TILE_VALUES}u]`)}); }
fn firstWindow(tile: Tile, weights: Tile, bias: f32) -> f32 {
${values.map((p) => `let m${p} = tile.v${p} * weights.v${p};`).join("\n")}
${poolWindow({ codes: false }, (p) => `m${p}`, "y", "bias")}
return ymax;
}
fn products(weights: Weights, ${list(inner, (ic) => `x${ic}: ${windows}`)}) -> ${windows} {
${inner.map((ic) => `let s${ic} = ${ic === 0 ? "" : `s${ic - 1} + `}x${ic} * weights.w${ic};`).join("\n")}
return s${inner.length - 1};
}
fn secondWindows(bias: f32, ${list(values, (p) => `m${p}: ${windows}`)}) -> ${windows} {
${
    range(sizes.half).map((w) => poolWindow({ codes: false }, (p) => `m${p}.${component(w)}`, `y${w}`, "bias")).join(
      "\n",
    )
  }
return ${windows}(${list(range(sizes.half), (w) => `y${w}max`)});
}`;
}

/** Statements that fill the workgroup's memory: both layers' filters, then their biases. */
function copyWeights({ first, second, plan, sizes }: Context): string {
  const copy = (count: number, statements: string) =>
    `for (var i = local.x; i < ${count}u; i += ${plan.workgroupSize}u) {\n${statements}\n}`;
  const biases = ({ shape, parameterOffset, parameterStride }: LayerPlace, at: number) =>
    copy(
      shape.outChannels,
      `weights[${at}u + i] = parameter(member * ${parameterStride}u + ${
        parameterOffset + convPoolSizes(shape).weightCount
      }u + i);`,
    );
  const filters = range(GROUP).map((k) => `weights[${GROUP}u * i + ${k}u] = values.${component(k)};`).join("\n");
  return `${copy(sizes.filters * TILE, `let values = filterGroup(member, i);\n${filters}`)}
${biases(first, sizes.biasAt)}
${biases(second, sizes.biasAt + first.shape.outChannels)}`;
}

/** The expression for the weights of one of the second layer's output channels at one value of the tile. */
function secondWeights({ first, second }: Context, oc: number, p: number): string {
  return `secondWeights(${(first.shape.outChannels + oc * second.shape.inChannels) * TILE_VALUES + p}u)`;
}

/**
 * Statements for the first layer's two new rows: `below${channel}_${row}_${column}`.
 *
 * Below the last row of the plane they must be exact zeros: there pixels and biases are taken for 0.
 */
function firstLayer({ first, second, storage, sizes, columns, inner }: Context): string {
  const windows = range(NEW_ROWS).flatMap((r) => columns.map((c) => [r, c] as const));
  const tile = (w: number) => `Tile(${range(TILE_VALUES).map((p) => `v_${w}_${p}`).join(", ")})`;
  return [
    `let inside = row < ${second.shape.inSide / NEW_ROWS}u;`,
    // In windows of the first layer. The right half ends where the plane ends.
    `let top = ${NEW_ROWS}u * row; let left = select(0u, ${2 * (sizes.half - 1)}u, right);`,
    loadPatch(storage, first.shape, { blockRows: NEW_ROWS, blockColumns: columns.length }, "inside"),
    transformInput((y, x) => `d${y}_${x}`, "v", NEW_ROWS, columns.length),
    ...windows.map((_, w) => `let tile${w} = ${tile(w)};`),
    ...inner.map((ic) => `let bias${ic}inside = select(0.0, bias${ic}, inside);`),
    ...inner.flatMap((ic) => [
      ...windows.map(([r, c], w) => `let below${ic}_${r}_${c} = firstWindow(tile${w}, first${ic}, bias${ic}inside);`),
      FENCE,
      transformPatch(ic, sizes.half, columns),
    ]),
  ].join("\n");
}

/**
 * Statements that transform one channel's four rows for the second layer: `x${channel}_${value}`, a vector of windows.
 *
 * All windows of a half but one lie on the columns that it computes. The last component is the other: the left half's first
 * window, the right half's last, which lies half on the zeros around the plane.
 */
function transformPatch(channel: number, half: number, columns: readonly number[]): string {
  const out: string[] = [];
  const row = (r: number, c: number) =>
    r < NEW_ROWS ? `above${channel}_${r}_${c}` : `below${channel}_${r - NEW_ROWS}_${c}`;
  for (const c of columns) {
    inputRow(range(TILE).map((r) => row(r, c))).forEach((value, i) =>
      out.push(`let t${channel}_${i}_${c} = ${value};`)
    );
  }
  for (const i of range(TILE)) {
    const at = (c: number) => `t${channel}_${i}_${c}`;
    const edge = (j: number) =>
      j < NEW_ROWS
        ? `select(0.0, ${at(columns.length - NEW_ROWS + j)}, right)`
        : `select(${at(j - NEW_ROWS)}, 0.0, right)`;
    for (const j of range(TILE)) {
      const windows = [...range(half - 1).map((w) => at(2 * w + j)), edge(j)];
      out.push(`let t${channel}_${i}of${j} = vec${half}f(${windows.join(", ")});`);
    }
    inputRow(range(TILE).map((j) => `t${channel}_${i}of${j}`)).forEach((value, j) =>
      out.push(`let x${channel}_${i * TILE + j} = ${value};`)
    );
  }
  return out.join("\n");
}

/** Statements for the second layer's windows: `y${channel}`, a vector of them. */
function secondLayer({ first, plan, inner, outer }: Context): string {
  // All channels of a value before the next value, so that what they share is found in the first cache.
  const products = range(TILE_VALUES).flatMap((p) =>
    outer.map((oc) => {
      const fence = (p * outer.length + oc) % plan.fencedValues === 0 ? FENCE : "";
      return `${fence}let m${oc}_${p} = products(second${oc}_${p}, ${inner.map((ic) => `x${ic}_${p}`).join(", ")});`;
    })
  );
  const pooled = outer.map((oc) => {
    const values = range(TILE_VALUES).map((p) => `m${oc}_${p}`).join(", ");
    return `let y${oc} = secondWindows(bias${first.shape.outChannels + oc}, ${values});`;
  });
  return [...products, ...pooled].join("\n");
}

/** Statements that store a half row of the second layer's windows. */
function storeWindows({ second, storage, sizes }: Context): string {
  const { pooledSide, outGroups } = convPoolSizes(second.shape);
  const { half } = sizes;
  const outSide = pooledSide + 2 * second.outPadding;
  const stores = range(half).flatMap((w) =>
    range(outGroups).map((g) => {
      const column = w === half - 1 ? "edge" : `column + ${w}u`;
      const at =
        `((row + ${second.outPadding}u) * ${outSide}u + ${column} + ${second.outPadding}u) * ${outGroups}u + ${g}u`;
      const values = range(GROUP).map((k) =>
        g * GROUP + k < second.shape.outChannels ? `y${g * GROUP + k}.${component(w)}` : "0.0"
      );
      return storePlane(storage, "vec4f", "output", outSide ** 2 * outGroups, at, `vec4f(${values.join(", ")})`);
    })
  );
  return [
    `let column = select(1u, ${half}u, right); let edge = select(0u, ${2 * half - 1}u, right);`,
    ...stores,
  ].join("\n");
}
