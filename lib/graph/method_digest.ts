import { sha256Of } from "../data/sha256.ts";
import { candidatesPlan } from "./candidates.ts";
import { candidatesWgsl } from "./candidates_wgsl.ts";
import momentsWgsl from "./deskew_moments.wgsl" with { type: "text" };
import sampleWgsl from "./deskew_sample.wgsl" with { type: "text" };
import { distortionWgsl } from "./distortion_wgsl.ts";
import { FULL, HALF } from "./gradient_layout.ts";
import { gradientsWgsl } from "./gradients.ts";
import { GRAPH_METHOD, type GraphMethod } from "./method.ts";
import { COARSE_DISTANCE, FINE_DISTANCE } from "./distance_plans.ts";

/** Kernels are the same whatever the adapter, but for how many rows a workgroup of this many invocations takes at most. */
const INVOCATIONS = 256;

/** The text of every kernel that a graph is built with. */
export function graphKernels(): string[] {
  return [
    momentsWgsl,
    sampleWgsl,
    gradientsWgsl(FULL),
    gradientsWgsl(HALF),
    candidatesWgsl(candidatesPlan(INVOCATIONS)),
    distortionWgsl(COARSE_DISTANCE),
    distortionWgsl(FINE_DISTANCE),
  ];
}

let known: string | undefined;

/**
 * A digest of how graphs are built: part of the keys of graphs and search indices.
 *
 * @returns 64 hexadecimal digits.
 */
export function methodDigest(
  method: GraphMethod = GRAPH_METHOD,
  kernels: readonly string[] | undefined = undefined,
): string {
  if (method === GRAPH_METHOD && kernels === undefined) return known ??= digestOf(method, graphKernels());
  return digestOf(method, kernels ?? graphKernels());
}

function digestOf(method: GraphMethod, kernels: readonly string[]): string {
  return sha256Of(new TextEncoder().encode(JSON.stringify([method, kernels])));
}
