import type { StageSettings } from "../../config/published_settings.ts";
import type { ImageSet } from "../../data/dataset.ts";
import type { Architecture } from "../../ensemble/architecture.ts";
import { NOTEBOOK_ADAMW } from "../../kernels/adamw/reference.ts";
import type { TorchGenerator } from "../../random/torch_generator.ts";
import type { Progress } from "../../run/progress.ts";
import { type Trainer, type TrainingSettings, trainInWaves } from "../../train/trainer.ts";
import { TrySelection } from "../../train/try_selection.ts";
import { UntrainableError } from "../../train/untrainable_error.ts";
import { type Try, TrySource } from "../../train/try_source.ts";
import { TryStream } from "../../train/try_stream.ts";

/** What a stage is given. */
export interface StageInput {
  readonly name: string;
  readonly images: ImageSet;
  /** Row d: indices of digit d's training images. */
  readonly trainIndices: readonly (readonly number[])[];
  /** Row d: the vector that digit d's model is to answer. */
  readonly labelVectors: readonly Float32Array[];
  readonly settings: StageSettings;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  /** Tries trained side by side; 0: as many as the trainer likes best. */
  readonly waveWidth: number;
  /** What becomes of a class without images: the stage refuses it (the default), or gives it a dead model, which answers 0. */
  readonly emptyClasses?: "refuse" | "dead model";
}

/** What a stage comes to. */
export interface StageOutcome {
  /** Row d: f32 [parameterCount], digit d's model. */
  readonly models: readonly Float32Array[];
  /** 0 for a dead model. */
  readonly tries: number[];
  readonly lossByTry: number[][];
  /** The batch size for a dead model, as its cosine is 0. */
  readonly winningLoss: number[];
  readonly lossCurve: number[][];
  readonly trainSetSizes: number[];
  /** The generator after the last try. */
  readonly generator: TorchGenerator;
  readonly durationMs: number;
}

/**
 * Trains one model a digit, each the winner of its tries.
 *
 * Source: the notebook's `train_digit_models`.
 *
 * @throws {UntrainableError} If a digit has no image to train on and `emptyClasses` says to refuse it (the notebook stops there
 * too), or a loss is not a number.
 */
export async function trainStage(
  model: Architecture,
  trainer: Trainer,
  input: StageInput,
  progress: Progress,
): Promise<StageOutcome> {
  const startMs = performance.now();
  const trainable: number[] = [];
  input.trainIndices.forEach((indices, digit) => {
    if (indices.length > 0) trainable.push(digit);
    else if (input.emptyClasses !== "dead model") {
      throw new UntrainableError(
        `${input.name}: no image of class ${digit} found to train on, at least one wanted; try another seed`,
      );
    }
  });
  const { settings } = input;
  const digits = trainable.length;
  const stream = new TryStream(model, settings.epochs, input.seed);
  const bar = progress.stage(input.name, Math.max(1, digits));
  let decided = 0;
  let shown = 0;
  let latest = "";
  // A wave's share counts for half a digit, so that the bar moves while a hard digit is tried; it never goes back.
  const show = (share: number) => {
    shown = Math.max(shown, Math.floor(10 * (decided + share / 2)) / 10);
    bar.update(shown, latest);
  };
  const selection = new TrySelection<Try>(
    { digits, maxTries: settings.maxTries, targetLoss: settings.targetLoss, epochs: settings.epochs },
    (place, number, loss, isDecided) => {
      if (isDecided) decided = place + 1;
      latest = `digit ${trainable[place]}, try ${number}, loss ${loss.toFixed(3)}`;
      show(0);
    },
  );
  const { waveWidth } = input;
  const source = new TrySource(selection, {
    member: ({ digit: place, position }) => {
      const digit = trainable[place]!;
      const indices = input.trainIndices[digit]!;
      const { initial, orders } = stream.drawsAt(position, indices.length);
      return {
        initial,
        target: input.labelVectors[digit]!,
        epochs: orders.map((order) => order.map((i) => indices[i]!)),
      };
    },
    bets: (most) =>
      waveWidth ? { most: Math.min(waveWidth, most), leastChance: 0 } : { most, leastChance: trainer.leastChance },
    onProgress: show,
  });
  const training: TrainingSettings = {
    // No batch is larger than a digit's set.
    batchSize: Math.min(input.batchSize, Math.max(1, ...input.trainIndices.map(({ length }) => length))),
    optimiser: { ...NOTEBOOK_ADAMW, learningRate: input.learningRate },
  };
  if (trainer.trainFrom) await trainer.trainFrom(input.images, source, training);
  else await trainInWaves(trainer, input.images, source, training, show);
  bar.finish(`${selection.positionsUsed} ${selection.positionsUsed === 1 ? "try" : "tries"}`);
  const chosen = input.trainIndices.map((_, digit) => selection.digits[trainable.indexOf(digit)]);
  return {
    models: chosen.map((one) => one?.winner.parameters ?? new Float32Array(model.parameterCount)),
    tries: chosen.map((one) => one?.lossByTry.length ?? 0),
    lossByTry: chosen.map((one) => [...one?.lossByTry ?? []]),
    winningLoss: chosen.map((one) => one?.winner.finalLoss ?? input.batchSize),
    lossCurve: chosen.map((one) => [...one?.winner.epochLosses ?? []]),
    trainSetSizes: input.trainIndices.map((indices) => indices.length),
    generator: stream.generatorAt(selection.positionsUsed),
    durationMs: performance.now() - startMs,
  };
}
