/**
 * PyTorch's CPU generator: which words of MT19937 each of its draws takes, and what it makes of them.
 *
 * Source: PyTorch 1.13, `ATen/core/TransformationHelper.h`, `ATen/native/TensorFactories.cpp` and
 * `ATen/core/DistributionsHelper.h`; checked word for word against vectors that PyTorch computed.
 *
 * @module
 */
import { Mt19937 } from "./mt19937.ts";

/** From this length on PyTorch's `randperm` draws 64 bits an element. */
const RANDPERM_LENGTH_LIMIT = Math.floor((2 ** 32 - 1) / 20);
const FLOAT_MASK = 0xffffff;
const FLOAT_DIVISOR = 2 ** -24;
const INT64_MASK = (1n << 63n) - 1n;

/** One generator with the semantics of `torch.Generator(device="cpu")`. */
export class TorchGenerator {
  #words: Mt19937;

  /**
   * As `torch.Generator().manual_seed(seed)`.
   *
   * @param seed Any safe integer; only its value modulo 2^32 counts.
   * @throws {RangeError} If the seed is not a safe integer.
   */
  constructor(seed: number) {
    this.#words = new Mt19937(seed);
  }

  /**
   * As `manual_seed`: starts the stream again.
   *
   * @param seed Any safe integer; only its value modulo 2^32 counts.
   * @throws {RangeError} If the seed is not a safe integer.
   */
  manualSeed(seed: number): void {
    this.#words = new Mt19937(seed);
  }

  /**
   * One element of `uniform_(low, high)` on a float32 tensor. Takes one word.
   *
   * @param low Lower bound; rounded to float32 first, as PyTorch does.
   * @param high Upper bound, likewise.
   * @returns A float32 value from low to high.
   */
  uniform(low: number, high: number): number {
    const from = Math.fround(low);
    const span = Math.fround(Math.fround(high) - from);
    // 24 bits times a power of two: exact in float32.
    const unit = (this.#words.next() & FLOAT_MASK) * FLOAT_DIVISOR;
    // PyTorch's build fuses multiply and add, so only their sum is rounded. In float64 the product has 48 bits and is exact,
    // and so is the sum, unless |low| is more than 16 times the span.
    return Math.fround(unit * span + from);
  }

  /**
   * `torch.empty(count).uniform_(low, high)`. Takes one word an element.
   *
   * @param count Elements.
   * @param low Lower bound.
   * @param high Upper bound.
   * @returns f32 [count], low to high.
   */
  uniformArray(count: number, low: number, high: number): Float32Array {
    const values = new Float32Array(count);
    for (let index = 0; index < count; index++) values[index] = this.uniform(low, high);
    return values;
  }

  /**
   * `torch.randperm(n)`. Takes n - 1 words (none for n = 0).
   *
   * @param n Length.
   * @returns A permutation of 0 to n - 1.
   * @throws {RangeError} If n is negative, not an integer, or so large that PyTorch would draw otherwise.
   */
  randperm(n: number): Int32Array {
    if (!Number.isInteger(n) || n < 0 || n >= RANDPERM_LENGTH_LIMIT) {
      throw new RangeError(
        `Cannot draw a permutation: found length ${n}, wanted an integer from 0 to ${RANDPERM_LENGTH_LIMIT - 1}`,
      );
    }
    const order = new Int32Array(n);
    for (let index = 0; index < n; index++) order[index] = index;
    for (let index = 0; index < n - 1; index++) {
      const other = index + this.#words.next() % (n - index);
      const kept = order[index]!;
      order[index] = order[other]!;
      order[other] = kept;
    }
    return order;
  }

  /**
   * One element of `random_()` on an int64 tensor. Takes two words.
   *
   * @returns An integer from 0 to 2^63 - 1.
   */
  randomInt64(): bigint {
    const high = BigInt(this.#words.next());
    const low = BigInt(this.#words.next());
    return ((high << 32n) | low) & INT64_MASK;
  }

  /**
   * Passes over words, as draws that take that many would.
   *
   * @param words How many.
   * @throws {RangeError} If `words` is negative or not a safe integer.
   */
  skip(words: number): void {
    this.#words.skip(words);
  }

  /**
   * A second generator that goes on from the same place; neither moves the other.
   *
   * @returns The copy.
   */
  clone(): TorchGenerator {
    const copy = new TorchGenerator(0);
    copy.#words = this.#words.clone();
    return copy;
  }
}
