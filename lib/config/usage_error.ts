/** The command line is wrong. Tasks print it without a stack trace and end with exit code 2. */
export class UsageError extends Error {
  /** The class's name, as errors print it. */
  override readonly name = "UsageError";
}
