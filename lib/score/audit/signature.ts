import type { CosineTensor } from "../../infer/cosine_tensor.ts";
import { labelFreePredictions } from "../label_free.ts";

/** Fails to compile if the label-free scorer could be handed anything beside the cosines. */
type TakesCosinesAlone = Parameters<typeof labelFreePredictions> extends [CosineTensor, ...never[]] ? true : never;
const TAKES_COSINES_ALONE: TakesCosinesAlone = true;

/** How often {@linkcode refusals} tries to hand labels over. */
export const HAND_OVERS = 3;

/**
 * Tries to hand labels to the label-free scorer as bytes, as plain numbers and inside an object. The compiler refuses all
 * three; here it is shown that the running program does too.
 *
 * @returns How many of the {@linkcode HAND_OVERS} were refused.
 */
export function refusals(cosines: CosineTensor, labels: Uint8Array): number {
  const scorer = labelFreePredictions as (...args: unknown[]) => unknown;
  return [labels, Array.from(labels), { labels }].filter((handedOver) => {
    try {
      scorer(cosines, handedOver);
      return !TAKES_COSINES_ALONE;
    } catch (error) {
      return error instanceof TypeError;
    }
  }).length;
}
