import { formatDuration } from "./format_duration.ts";

/** Times one stage. */
export class StageClock {
  readonly #now: () => number;
  readonly #startMs: number;
  #kept = 0;

  /** @param now Milliseconds on a clock that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#startMs = now();
  }

  /** Time since the start, in words. */
  elapsed(): string {
    return formatDuration(this.#elapsedMs());
  }

  /** Notes that so much of `total` was done before the start, of which the clock knows nothing. */
  keep(done: number): void {
    this.#kept += done;
  }

  /**
   * How long the rest takes if it goes on as it went so far.
   *
   * @param done Out of `total`.
   * @param total More than 0.
   * @returns In words, such as `12 s left`; empty where nothing is known.
   */
  left(done: number, total: number): string {
    const doneSince = done - this.#kept;
    if (doneSince <= 0 || done >= total) return "";
    return `${formatDuration(this.#elapsedMs() / doneSince * (total - done))} left`;
  }

  #elapsedMs(): number {
    return this.#now() - this.#startMs;
  }
}
