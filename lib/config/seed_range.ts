/** Seeds of one command, at most: each holds its models until all have ended. */
const MOST_SEEDS = 1000;

/** What is wanted of a range of seeds, for messages. */
export const SEED_RANGE_WANTED: string =
  `wanted A..B, two whole numbers with A not above B, at most ${MOST_SEEDS} seeds`;

/**
 * The seeds of a range such as `0..9`.
 *
 * @returns From the first to the last; `undefined` if the text is not such a range.
 */
export function seedsOf(text: string): number[] | undefined {
  const [, first, last] = /^(\d{1,10})\.\.(\d{1,10})$/.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last)];
  // Seed N + 1 is used too, and PyTorch's generator takes 32 bits.
  if (!(from <= to) || to > 2 ** 32 - 2 || to - from >= MOST_SEEDS) return undefined;
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
