import type { Candidate } from "./speculation.ts";
import type { MemberAtWork, MemberSource, TrainedMember, TrainingMember } from "./trainer.ts";
import type { Bets, TrySelection } from "./try_selection.ts";

/** A try that has been trained to its end. */
export type Try = TrainedMember & {
  /** The loss after the last epoch, in the notebook's units. */
  readonly finalLoss: number;
};

/** How a selection's candidates become members. */
export interface TrySourceOptions {
  /** Draws a candidate's member; always the same for the same candidate. */
  readonly member: (candidate: Candidate) => TrainingMember;
  /** How far to bet when so many places are to be had. */
  readonly bets: (most: number) => Bets;
  /** Told how far the try is that a decision waits for, 0..1. */
  readonly onProgress: (share: number) => void;
}

/** Hands a selection's candidates to a trainer, and their losses back to the selection. */
export class TrySource implements MemberSource {
  readonly #selection: TrySelection<Try>;
  readonly #options: TrySourceOptions;
  /** Who is at work, as what. */
  readonly #candidates = new Map<TrainingMember, Candidate>();

  constructor(selection: TrySelection<Try>, options: TrySourceOptions) {
    this.#selection = selection;
    this.#options = options;
  }

  wanted(atWork: readonly MemberAtWork[], most: number): readonly TrainingMember[] {
    const working = atWork.map(({ member, epochLosses, share }) => ({
      member,
      candidate: this.#candidates.get(member)!,
      epochLosses,
      share,
    }));
    const frontier = this.#selection.frontier;
    const same = (a: Candidate, b: Candidate) => a.digit === b.digit && a.position === b.position;
    const first = frontier && working.find(({ candidate }) => same(candidate, frontier));
    if (first) this.#options.onProgress(first.epochLosses.length / first.member.epochs.length);
    const members = this.#selection.wanted(working, this.#options.bets(most)).map((candidate) => {
      const known = working.find((one) => same(one.candidate, candidate))?.member;
      const member = known ?? this.#options.member(candidate);
      return { member, candidate };
    });
    this.#candidates.clear();
    // Those that are only waited for are not wanted again, but known.
    for (const { member, candidate, share } of working) if (share === 1) this.#candidates.set(member, candidate);
    for (const { member, candidate } of members) this.#candidates.set(member, candidate);
    return members.map(({ member }) => member);
  }

  onTrained(member: TrainingMember, trained: TrainedMember): void {
    const candidate = this.#candidates.get(member);
    if (candidate) this.#selection.report(candidate, { ...trained, finalLoss: trained.epochLosses.at(-1)! });
  }
}
