/**
 * How a forward kernel gets at its input: the patch of a block of windows, transformed into the Winograd domain.
 *
 * @module
 */
import { loadImagePatch } from "../images/patch_wgsl.ts";
import { CHOOSE_IMAGES } from "../images/store.ts";
import { loadPlane, type PlaneStorage } from "../planes.ts";
import { component, range } from "../wgsl.ts";
import type { ForwardPlan, LayerPlace } from "./forward_plan.ts";
import { convPoolSizes } from "./shape.ts";
import { transformInput } from "./winograd.ts";

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
  const transforms = range(channels).map((k) =>
    transformInput((y, x) => `${name}_${y}_${x}.${component(k)}`, `v${name}${k}`, plan.blockRows, plan.blockColumns)
  );
  return [...loads, ...transforms].join("\n");
}

/** Statements that load and transform the block's patch of an image, of bytes 0 to 255: `v_${window}_${value}`. */
export function loadPixels(place: LayerPlace, plan: ForwardPlan, storage: PlaneStorage): string {
  return [
    CHOOSE_IMAGES,
    loadImagePatch(storage, place.shape, plan),
    transformInput((y, x) => `d${y}_${x}`, "v", plan.blockRows, plan.blockColumns),
  ].join("\n");
}
