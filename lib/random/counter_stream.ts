/**
 * Counter-based random numbers for everything that is not PyTorch's: a pure function of (seed, stream, index), so that
 * results depend neither on the order of calls nor on how work is split.
 *
 * Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011: Philox4x32 with 10 rounds.
 *
 * @module
 */

const ROUNDS = 10;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;
const TWO_TO_32 = 2 ** 32;

/**
 * Philox4x32-10.
 *
 * @param counter Four words; each is taken modulo 2^32.
 * @param key Two words, likewise.
 * @returns Four words, each from 0 to 2^32 - 1.
 */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + KEY_STEP_0) | 0;
    k1 = (k1 + KEY_STEP_1) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/**
 * One number of a stream.
 *
 * @param seed The run's seed, 0 to 2^53 - 1.
 * @param stream Which stream of that seed, 0 to 2^53 - 1; streams are independent.
 * @param index Which number of that stream, 0 to 2^53 - 1.
 * @returns A multiple of 2^-53 in [0, 1).
 * @throws {RangeError} If an argument is negative or not a safe integer.
 */
export function uniformAt(seed: number, stream: number, index: number): number {
  for (const [name, value] of Object.entries({ seed, stream, index })) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(
        `Cannot draw from a counter stream: found ${name} ${value}, wanted an integer of at least 0`,
      );
    }
  }
  const [word0, word1] = philox4x32(
    [lowWord(index), highWord(index), lowWord(stream), highWord(stream)],
    [lowWord(seed), highWord(seed)],
  );
  return ((word0 >>> 5) * 2 ** 26 + (word1 >>> 6)) * 2 ** -53;
}

const lowWord = (value: number): number => value % TWO_TO_32;
const highWord = (value: number): number => Math.floor(value / TWO_TO_32);

/** The upper 32 bits of the 64-bit product of two 32-bit words, by 16-bit halves: a double holds only 53 bits. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + Math.floor((aLow * bLow) / 0x10000);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) | 0;
}
