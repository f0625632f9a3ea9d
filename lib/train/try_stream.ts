import type { Architecture } from "../ensemble/architecture.ts";
import { initialisationWords, initialParameters } from "../ensemble/initialisation.ts";
import { shuffledOrder, WORDS_PER_PASS } from "../random/torch_data_loader.ts";
import { TorchGenerator } from "../random/torch_generator.ts";

/** What a try draws: where its model starts, and the order of its images in every epoch. */
export interface TryDraws {
  /** f32 [parameterCount] */
  readonly initial: Float32Array<ArrayBuffer>;
  /** Row e: a permutation of the digit's images. */
  readonly orders: readonly Int32Array[];
}

/**
 * The tries of one stage along PyTorch's generator. A try takes a fixed number of words whatever comes of it, so the state
 * at the start of any try is known in advance.
 */
export class TryStream {
  readonly #model: Architecture;
  readonly #epochs: number;
  readonly #words: number;
  /** The generator at the start of each position reached so far. */
  readonly #starts: TorchGenerator[];

  /** @param seed The stage's `torch.manual_seed`. */
  constructor(model: Architecture, epochs: number, seed: number) {
    this.#model = model;
    this.#epochs = epochs;
    this.#words = initialisationWords(model) + epochs * WORDS_PER_PASS;
    this.#starts = [new TorchGenerator(seed)];
  }

  /** The generator's state at the start of the try at `position`, or after the last one before it. */
  generatorAt(position: number): TorchGenerator {
    while (this.#starts.length <= position) {
      const next = this.#starts.at(-1)!.clone();
      next.skip(this.#words);
      this.#starts.push(next);
    }
    return this.#starts[position]!.clone();
  }

  /**
   * What the try at `position` draws.
   *
   * @param imageCount Images that the digit is trained on.
   */
  drawsAt(position: number, imageCount: number): TryDraws {
    const generator = this.generatorAt(position);
    const initial = initialParameters(this.#model, generator);
    const orders = Array.from({ length: this.#epochs }, () => shuffledOrder(generator, imageCount));
    return { initial, orders };
  }
}
