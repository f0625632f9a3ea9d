/**
 * The order in which PyTorch's `DataLoader(shuffle=True)` visits a set.
 *
 * Source: PyTorch 1.13, `torch/utils/data/dataloader.py` (`_BaseDataLoaderIter`) and `sampler.py` (`RandomSampler`).
 *
 * @module
 */
import { TorchGenerator } from "./torch_generator.ts";

/** Words that one pass takes from the global generator, whatever the size of the set. */
export const WORDS_PER_PASS = 4;

/**
 * The order of one pass. Takes {@linkcode WORDS_PER_PASS} words: two for the worker base seed, which nothing uses, and two for
 * the seed of the sampler's own generator, which draws the order.
 *
 * @param generator The global generator, which moves on.
 * @param n Length of the set.
 * @returns A permutation of 0 to n - 1; batch b of size B is entries b*B up to (b+1)*B.
 * @throws {RangeError} If n is not a length that `randperm` takes.
 */
export function shuffledOrder(generator: TorchGenerator, n: number): Int32Array {
  generator.randomInt64();
  const seed = generator.randomInt64();
  return new TorchGenerator(Number(BigInt.asUintN(32, seed))).randperm(n);
}
