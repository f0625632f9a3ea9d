import type { DistortionPlan } from "./distortion_wgsl.ts";
import { FULL, HALF } from "./gradient_layout.ts";
import { GRAPH_METHOD } from "./method.ts";

/** The distance at half size, and how its kernel is generated. */
export const COARSE_DISTANCE: DistortionPlan = { layout: HALF, reach: GRAPH_METHOD.reach.half, blockRows: 2 };
/** The distance at full size. */
export const FINE_DISTANCE: DistortionPlan = { layout: FULL, reach: GRAPH_METHOD.reach.full, blockRows: 2 };
