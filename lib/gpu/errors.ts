/** What went wrong on the GPU, and what a person can do about it. */
export class GpuError extends Error {
  /** Tells it from other errors. */
  override name = "GpuError";
  /** What to do, one sentence a line. */
  readonly hint: string;

  /**
   * Makes an error.
   *
   * @param message What was being done, what was found and what was wanted.
   * @param hint What to do about it.
   */
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}
