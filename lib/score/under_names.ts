import type { PseudoLabels } from "../spread/propagation.ts";
import type { Votes } from "../spread/vote.ts";

/** What is decided about a draw in numbers of groups or in classes. */
interface Decided {
  readonly pseudoLabels: { readonly first: PseudoLabels; readonly second: PseudoLabels };
  readonly predictions: Uint8Array;
  readonly votes: Votes;
  readonly memberPredictions: readonly Uint8Array[];
}

/** Classes in the place of groups' numbers: of what was decided about a draw. */
export function underNames<T extends Decided>(draw: T, names: readonly number[] | undefined): T;
/** Classes in the place of groups' numbers: u8 [images]. What is no group, such as `NO_LABEL`, stays. */
export function underNames(groups: Uint8Array, names: readonly number[] | undefined): Uint8Array;
export function underNames(of: Decided | Uint8Array, names: readonly number[] | undefined): Decided | Uint8Array {
  if (names === undefined) return of;
  const named = (groups: Uint8Array): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(groups).map((group) => names[group] ?? group);
  if (of instanceof Uint8Array) return named(of);
  const passNamed = ({ labels, confidences }: PseudoLabels) => ({ labels: named(labels), confidences });
  return {
    ...of,
    pseudoLabels: {
      ...of.pseudoLabels,
      first: passNamed(of.pseudoLabels.first),
      second: passNamed(of.pseudoLabels.second),
    },
    predictions: named(of.predictions),
    votes: {
      ...of.votes,
      predictions: named(of.votes.predictions),
      shares: sharesUnderNames(of.votes.shares, names),
    },
    memberPredictions: of.memberPredictions.map(named),
  };
}

/** f32 [images, groups]: shares of groups, in the order of the groups' names. */
export function sharesUnderNames(shares: Float32Array, names: readonly number[]): Float32Array<ArrayBuffer> {
  const groups = names.length;
  const named = new Float32Array(shares.length);
  shares.forEach((share, at) => named[at - at % groups + names[at % groups]!] = share);
  return named;
}
