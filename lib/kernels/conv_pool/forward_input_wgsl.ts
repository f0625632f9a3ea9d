/**
 * How a forward kernel gets at its input: the patch of a block of windows, transformed into the Winograd domain.
 *
 * @module
 */
import { loadImagePatch } from "../images/patch_wgsl.ts";
import { CHOOSE_IMAGES, readImages } from "../images/store.ts";
import { loadPlane, type PlaneStorage, readPlane } from "../planes.ts";
import { findPatch, readUniformBlock, type UniformBlock } from "../uniform_planes.ts";
import { component, range } from "../wgsl.ts";
import { FENCE } from "./fence.ts";
import type { ForwardPlan, LayerPlace } from "./forward_wgsl.ts";
import { type ConvPoolShape, convPoolSizes, GROUP } from "./shape.ts";
import { transformInput } from "./winograd.ts";

/** What a layer's input is, where it comes in uniform buffers. */
export function inputBlock(shape: ConvPoolShape, lanes: number): UniformBlock {
  return { side: shape.inSide, groups: convPoolSizes(shape).inGroups, lanes };
}

/** Declares what a kernel's input is bound to. */
export function readSource({ shape, source }: LayerPlace, plan: ForwardPlan, storage: PlaneStorage): string[] {
  if (source === "images") return [readImages(storage, "source")];
  if (plan.uniformInputLanes === undefined) return [readPlane(storage, "vec4f", "source")];
  return readUniformBlock(inputBlock(shape, plan.uniformInputLanes), "source");
}

/** Statements that load and transform the block's patch of one group of input channels: `v${name}${k}_${window}_${value}`. */
export function loadGroup(
  place: LayerPlace,
  plan: ForwardPlan,
  storage: PlaneStorage,
  group: string,
  name: string,
  channels: number,
): string {
  const { paddedSide, inGroups } = convPoolSizes(place.shape);
  const rows = paddedSide ** 2 * inGroups;
  const loads = range(2 * plan.blockRows + 2).flatMap((y) =>
    range(2 * plan.blockColumns + 2).map((x) => {
      const row = `((2u * top + ${y}u) * ${paddedSide}u + 2u * left + ${x}u) * ${inGroups}u + ${group}`;
      return `let ${name}_${y}_${x} = ${loadPlane(storage, "vec4f", "source", rows, row)};`;
    })
  );
  return [...loads, transformGroup(plan, name, channels)].join("\n");
}

/** Statements that load and transform the block's patch from uniform buffers: the same names as of all groups. */
export function loadBlock({ shape }: LayerPlace, plan: ForwardPlan, lanes: number): string {
  const block = inputBlock(shape, lanes);
  const [rows, columns] = [2 * plan.blockRows + 2, 2 * plan.blockColumns + 2];
  const groups = range(block.groups).map((g) => {
    const loads = range(rows).flatMap((y) =>
      range(columns).map((x) => `let g${g}_${y}_${x} = source${g}[at${y}_${x}];`)
    );
    // A load is 32 instructions or more: LLVM does better, and in two thirds of the time, with a block of them for each group.
    const fence = plan.fencedValues ? FENCE : "";
    return fence + [...loads, transformGroup(plan, `g${g}`, Math.min(GROUP, shape.inChannels - g * GROUP))].join("\n");
  });
  return [findPatch(block, "2u * top", "2u * left", rows, columns, shape.padding), ...groups].join("\n");
}

/** Statements that transform the patch `${name}_${y}_${x}` of one group of input channels. */
function transformGroup(plan: ForwardPlan, name: string, channels: number): string {
  return range(channels).map((k) =>
    transformInput((y, x) => `${name}_${y}_${x}.${component(k)}`, `v${name}${k}`, plan.blockRows, plan.blockColumns)
  ).join("\n");
}

/** Statements that load and transform the block's patch of an image, of bytes 0 to 255: `v_${window}_${value}`. */
export function loadPixels(place: LayerPlace, plan: ForwardPlan, storage: PlaneStorage): string {
  return [
    CHOOSE_IMAGES,
    loadImagePatch(storage, place.shape, plan),
    transformInput((y, x) => `d${y}_${x}`, "v", plan.blockRows, plan.blockColumns),
  ].join("\n");
}
