import { formatAbout, formatDuration } from "./format_duration.ts";

/** A step that a run will take. */
export interface PlannedStep {
  /** As its stage is called. */
  readonly name: string;
  /** What it costs, in milliseconds on two CPU cores; only how steps compare matters. */
  readonly costMs: number;
}

/** A step under way, as the clock sees it. */
export interface ClockedStep {
  /** @param share Done of the step, from 0 to 1. */
  update(share: number): void;
  /** The same, of what was done before the step began: it says nothing of how fast work is. */
  keptUpTo(share: number): void;
  /** Ends the step. */
  end(): void;
  /** Time since its start, in words. */
  elapsed(): string;
}

/** How sure the plan is of its costs, in milliseconds of them: what is measured outweighs it soon. */
const TRUST_IN_PLAN_MS = 200;
/** From this share of a step on, its own pace says as much as the plan does. */
const OWN_PACE_FROM = 0.1;

/**
 * Times a run of several steps. How long the rest takes follows from what steps cost by the plan, and from how fast this run
 * has been by the same plan: a machine of twice the speed is known for one after its first step. Of the step under way its own
 * pace says more and more.
 */
export class RunClock {
  readonly #now: () => number;
  readonly #startMs: number;
  #ahead: PlannedStep[] = [];
  #costMs = 0;
  #tookMs = 0;
  #step: StepClock | undefined;
  #shown = 0;

  /** @param now Milliseconds on a clock that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#startMs = now();
  }

  /** Says which steps are ahead, in their order; what was said before no longer holds. */
  plan(steps: readonly PlannedStep[]): void {
    this.#ahead = [...steps];
  }

  /** Whether it is known which steps are ahead. */
  get hasPlan(): boolean {
    return this.#ahead.length > 0 || (this.#step?.costMs ?? 0) > 0;
  }

  /** Begins a step. Those that the plan has before it are not taken. */
  begin(name: string): ClockedStep {
    const place = this.#ahead.findIndex((step) => step.name === name);
    const costMs = this.#ahead[place]?.costMs ?? 0;
    if (place >= 0) this.#ahead.splice(0, place + 1);
    const step = new StepClock(this.#now, costMs);
    this.#step = step;
    return {
      update: (share) => step.update(share),
      keptUpTo: (share) => step.keptUpTo(share),
      end: () => {
        step.end();
        if (this.#step !== step) return;
        this.#costMs += step.costDoneMs();
        this.#tookMs += costMs > 0 && step.costDoneMs() > 0 ? step.elapsedMs() : 0;
        this.#step = undefined;
      },
      elapsed: () => formatDuration(step.elapsedMs()),
    };
  }

  /** Milliseconds that the rest of the run takes; undefined where nothing is known. */
  leftMs(): number | undefined {
    const step = this.#step;
    const pace = this.#pace();
    const ahead = this.#ahead.reduce((sum, { costMs }) => sum + costMs, 0) * pace;
    const ofStep = step?.leftMs(pace) ?? 0;
    if (Number.isNaN(ofStep)) return ahead > 0 ? ahead : undefined;
    return ahead + ofStep;
  }

  /** The same in words, such as `12 s left`; empty where nothing is known. */
  left(): string {
    const ms = this.leftMs();
    return ms === undefined || ms <= 0 ? "" : `${formatAbout(ms)} left`;
  }

  /** How much of the run's time is over, from 0 to 1; it never goes back. */
  share(): number {
    const elapsed = this.#now() - this.#startMs;
    const left = this.leftMs();
    if (left === undefined) return this.#shown;
    this.#shown = Math.max(this.#shown, elapsed + left > 0 ? elapsed / (elapsed + left) : 0);
    return this.#shown;
  }

  /** Milliseconds for a millisecond of cost. */
  #pace(): number {
    const step = this.#step;
    const measured = step !== undefined && step.costDoneMs() > 0;
    const costMs = this.#costMs + (measured ? step.costDoneMs() : 0);
    const tookMs = this.#tookMs + (measured ? step.elapsedMs() : 0);
    return (tookMs + TRUST_IN_PLAN_MS) / (costMs + TRUST_IN_PLAN_MS);
  }
}

class StepClock {
  readonly costMs: number;
  readonly #now: () => number;
  readonly #startMs: number;
  #updatedMs: number;
  #share = 0;
  #kept = 0;
  #endMs: number | undefined;

  constructor(now: () => number, costMs: number) {
    this.#now = now;
    this.costMs = costMs;
    this.#startMs = this.#updatedMs = now();
  }

  update(share: number): void {
    if (share !== this.#share) this.#updatedMs = this.#now();
    this.#share = share;
  }

  keptUpTo(share: number): void {
    this.#kept += Math.max(0, share - this.#share);
    this.update(share);
  }

  end(): void {
    this.update(1);
    this.#endMs ??= this.#now();
  }

  elapsedMs(): number {
    return (this.#endMs ?? this.#now()) - this.#startMs;
  }

  /** What was done since the start costs so much by the plan. */
  costDoneMs(): number {
    return this.costMs * Math.max(0, this.#share - this.#kept);
  }

  /** NaN where nothing is known. */
  leftMs(pace: number): number {
    if (this.#endMs !== undefined) return 0;
    const done = this.#share - this.#kept;
    const open = 1 - this.#share;
    const sinceMs = this.#now() - this.#updatedMs;
    const own = done > 0 ? (this.elapsedMs() - sinceMs) / done * open : NaN;
    if (this.costMs === 0) return soFar(own, sinceMs);
    const planned = this.costMs * pace * open;
    const weight = done > 0 ? done / (done + OWN_PACE_FROM) : 0;
    return soFar(weight > 0 ? weight * own + (1 - weight) * planned : planned, sinceMs);
  }
}

/** What is left of a time of which so much has gone by; a step that takes longer than was thought has a little left. */
function soFar(leftMs: number, goneMs: number): number {
  return Math.max(leftMs - goneMs, leftMs / 20);
}
