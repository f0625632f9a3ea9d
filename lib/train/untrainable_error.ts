/** What a seed has drawn cannot be trained; on the same adapter the same seed comes to this again. */
export class UntrainableError extends RangeError {}
