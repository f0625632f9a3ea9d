/** What can be wrong, as far as it decides what else can be done. */
export const GPU_FAILURES: readonly ["no adapter", "lost", "memory", "too many images"] = [
  "no adapter",
  "lost",
  "memory",
  "too many images",
];
/** What is wrong, as far as it decides what else can be done. */
export type GpuFailure = typeof GPU_FAILURES[number];

/** What went wrong on the GPU, and what a person can do about it. */
export class GpuError extends Error {
  /** Tells it from other errors. */
  override name = "GpuError";
  /** What is wrong, where a task may have something to say to it. */
  readonly failure: GpuFailure | undefined;
  readonly #hint: string[];

  /**
   * Makes an error.
   *
   * @param message What was being done, what was found and what was wanted.
   * @param hint What to do about it, whatever the task: no task's flags.
   */
  constructor(message: string, hint: string, options: ErrorOptions & { readonly failure?: GpuFailure } = {}) {
    const { failure, ...rest } = options;
    super(message, rest);
    this.#hint = [hint];
    this.failure = failure;
  }

  /** What to do, a sentence each. */
  get hint(): readonly string[] {
    return this.#hint;
  }

  /** Adds what else can be done where the error came up, such as by a task's flags. */
  advise(...further: readonly string[]): void {
    this.#hint.push(...further.filter((hint) => !this.#hint.includes(hint)));
  }
}
