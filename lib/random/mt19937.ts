/**
 * The Mersenne Twister MT19937, the source of every word that PyTorch's CPU generator draws.
 *
 * Source: Matsumoto and Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random number
 * generator", ACM TOMACS 8(1), 1998, with the initialisation `init_genrand` of 2002.
 *
 * @module
 */

const STATE_WORDS = 624;
const MIDDLE_WORD = 397;
const UPPER_MASK = 0x80000000;
const LOWER_MASK = 0x7fffffff;
const TWIST_MATRIX = 0x9908b0df;
const TWO_TO_32 = 2 ** 32;

/** One MT19937 stream of 32-bit words. */
export class Mt19937 {
  readonly #state = new Uint32Array(STATE_WORDS);
  /** Words of the current block already handed out. */
  #used = STATE_WORDS;

  /**
   * Seeds the stream with `init_genrand`.
   *
   * @param seed Any safe integer; only its value modulo 2^32 counts.
   * @throws {RangeError} If the seed is not a safe integer.
   */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) {
      throw new RangeError(`Cannot seed the Mersenne Twister: ${seed} is not a safe integer`);
    }
    const state = this.#state;
    let word = ((seed % TWO_TO_32) + TWO_TO_32) % TWO_TO_32;
    state[0] = word;
    for (let index = 1; index < STATE_WORDS; index++) {
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + index) >>> 0;
      state[index] = word;
    }
  }

  /**
   * The next word.
   *
   * @returns An integer from 0 to 2^32 - 1.
   */
  next(): number {
    if (this.#used === STATE_WORDS) {
      this.#twist();
      this.#used = 0;
    }
    let word = this.#state[this.#used++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    word ^= word >>> 18;
    return word >>> 0;
  }

  /**
   * Passes over words, as that many calls of {@linkcode next} would, without computing their tempering.
   *
   * @param words How many.
   * @throws {RangeError} If `words` is negative or not a safe integer.
   */
  skip(words: number): void {
    if (!Number.isSafeInteger(words) || words < 0) {
      throw new RangeError(
        `Cannot skip words of the Mersenne Twister: found ${words}, wanted an integer of at least 0`,
      );
    }
    let left = words;
    // A block is twisted only when one of its words is asked for, just as in next().
    while (left > STATE_WORDS - this.#used) {
      left -= STATE_WORDS - this.#used;
      this.#twist();
      this.#used = 0;
    }
    this.#used += left;
  }

  /**
   * A second stream that goes on from the same place; neither moves the other.
   *
   * @returns The copy.
   */
  clone(): Mt19937 {
    const copy = new Mt19937(0);
    copy.#state.set(this.#state);
    copy.#used = this.#used;
    return copy;
  }

  #twist(): void {
    const state = this.#state;
    for (let index = 0; index < STATE_WORDS; index++) {
      const following = state[index + 1 === STATE_WORDS ? 0 : index + 1]!;
      const mixed = (state[index]! & UPPER_MASK) | (following & LOWER_MASK);
      const partner = index + MIDDLE_WORD;
      state[index] = state[partner < STATE_WORDS ? partner : partner - STATE_WORDS]! ^ (mixed >>> 1) ^
        ((mixed & 1) === 0 ? 0 : TWIST_MATRIX);
    }
  }
}
