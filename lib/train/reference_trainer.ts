import { IMAGE_PIXELS, type ImageSet } from "../data/dataset.ts";
import type { Architecture } from "../ensemble/architecture.ts";
import { modelBackward, pixelsOf } from "../ensemble/reference_model.ts";
import { type AdamWMoments, adamWStep } from "../kernels/adamw/reference.ts";
import {
  epochLosses,
  type TrainedMember,
  type Trainer,
  type TrainingMember,
  type TrainingSettings,
} from "./trainer.ts";

/** Trains on the plain references in float64, one member after the other. */
export class ReferenceTrainer implements Trainer {
  readonly preferredMembers = 1;
  readonly leastChance = 1;
  readonly #model: Architecture;

  constructor(model: Architecture) {
    this.#model = model;
  }

  async train(
    images: ImageSet,
    members: readonly TrainingMember[],
    settings: TrainingSettings,
    onProgress: (share: number) => void = () => {},
  ): Promise<TrainedMember[]> {
    const trained: TrainedMember[] = [];
    for (const [i, member] of members.entries()) {
      trained.push(
        await this.#trainMember(images, member, settings, (share) => onProgress((i + share) / members.length)),
      );
    }
    return trained;
  }

  async #trainMember(
    images: ImageSet,
    member: TrainingMember,
    settings: TrainingSettings,
    onProgress: (share: number) => void,
  ): Promise<TrainedMember> {
    const parameters = Float64Array.from(member.initial);
    const moments: AdamWMoments = {
      mean: new Float64Array(parameters.length),
      square: new Float64Array(parameters.length),
    };
    const pixels = new Map<number, Float64Array>();
    const imageAt = (index: number) => {
      const known = pixels.get(index) ??
        pixelsOf(images.pixels.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS));
      pixels.set(index, known);
      return known;
    };
    const losses: number[] = [];
    for (const [epoch, order] of member.epochs.entries()) {
      for (let start = 0; start < order.length; start += settings.batchSize) {
        const gradient = new Float64Array(parameters.length);
        let loss = 0;
        for (const index of order.subarray(start, start + settings.batchSize)) {
          loss += modelBackward(this.#model, parameters, imageAt(index), member.target, gradient);
        }
        losses.push(loss);
        adamWStep(settings.optimiser, losses.length, parameters, gradient, moments);
      }
      onProgress((epoch + 1) / member.epochs.length);
      await new Promise((resolve) => setTimeout(resolve)); // lets Ctrl-C and the progress bar through
    }
    return {
      parameters: Float32Array.from(parameters),
      epochLosses: epochLosses(member, settings.batchSize, (step) => losses[step]!),
    };
  }
}
