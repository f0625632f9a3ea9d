/**
 * Where the leak-free protocol's presets differ: what learns from the graph's pseudo-labels.
 *
 * @module
 */
import type { ImageSet } from "../../data/dataset.ts";
import type { Network } from "../../ensemble/network.ts";
import type { Gpu } from "../../gpu/gpu.ts";
import type { Votes } from "../../spread/vote.ts";
import type { KeptSteps } from "../../run/kept_steps.ts";
import type { Progress } from "../../run/progress.ts";

/** All that a network stage may know: no true label but what the pseudo-labels hold. */
export interface NetworkInput {
  /** The training images. */
  readonly trainImages: ImageSet;
  /** Images to classify; none is learned from, and none may influence another's answer. */
  readonly testImages: ImageSet;
  /** Per draw u8 [training images]: a pseudo-label for every training image. */
  readonly labels: readonly Uint8Array[];
  /** Per draw what its networks' starts, orders and bending are drawn from; by default the same for each. */
  readonly seeds?: readonly number[];
}

/** What a stage's members learned of one draw. */
export interface NetworkDraw {
  /** Per member f32 [test images, classes]: class probabilities. */
  readonly members: readonly Float32Array[];
  /** Per member the training loss as it went. */
  readonly lossCurves: readonly (readonly number[])[];
  /** Per member f32 [parameters], in the order that `Network` gives. */
  readonly weights: readonly Float32Array[];
}

/** A network stage's outcome. */
export interface NetworkOutcome {
  /** What the members are. */
  readonly model: Network;
  /** Parameters of a member. */
  readonly parameters: number;
  /** Training steps of a member. */
  readonly steps: number;
  /** As the draws were given. */
  readonly draws: readonly NetworkDraw[];
}

/**
 * Trains members on pseudo-labels, all draws side by side, and asks them about the test images; goes on with what `steps`
 * has kept of the training.
 */
export type NetworkStage = (
  input: NetworkInput,
  gpu: Gpu,
  progress: Progress,
  steps?: KeptSteps,
) => Promise<NetworkOutcome>;

/**
 * How much the neighbours' share of a class counts beside the networks' probability of it. Source: hidden labels of training
 * images that networks had not learnt from, five networks of 10,000 images each (docs/leak_free.md).
 */
const VOTE_WEIGHT = 0.75;

/**
 * What neighbours and networks say together of a class.
 *
 * @param share Of the neighbours' vote, 0 to 1.
 * @param probability The networks', 0 to 1.
 * @returns The weighted mean of both, 0 to 1.
 */
export function jointShare(share: number, probability: number): number {
  return (VOTE_WEIGHT * share + probability) / (VOTE_WEIGHT + 1);
}

/**
 * The class of the greatest joint share of the neighbours' vote and the members' mean probability, the first of equals.
 *
 * @returns u8 [test images]
 */
export function addToVote(
  { members }: Pick<NetworkDraw, "members">,
  { classes, shares }: Omit<Votes, "predictions">,
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: shares.length / classes }, (_, image) => {
    const joint = (label: number) => {
      const at = image * classes + label;
      const probability = members.reduce((total, probabilities) => total + probabilities[at]!, 0) / members.length;
      return jointShare(shares[at]!, probability);
    };
    let best = 0;
    for (let label = 1; label < classes; label++) if (joint(label) > joint(best)) best = label;
    return best;
  });
}

/** What one member says by itself: the most probable class, the first of equals. u8 [test images] */
export function memberPredictions(probabilities: Float32Array, classes: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: probabilities.length / classes }, (_, image) => {
    const row = probabilities.subarray(image * classes, (image + 1) * classes);
    return row.indexOf(row.reduce((most, value) => Math.max(most, value), -Infinity));
  });
}
