import type { Architecture } from "../../ensemble/architecture.ts";
import type { KeptSteps } from "../../run/kept_steps.ts";
import type { Progress } from "../../run/progress.ts";
import type { Trainer } from "../../train/trainer.ts";
import { TryStream } from "../../train/try_stream.ts";
import { type StageInput, type StageOutcome, trainStage } from "./stage.ts";

/**
 * Trains a stage, or takes it from before.
 *
 * @throws {UntrainableError} As `trainStage` does.
 */
export async function keptStage(
  steps: KeptSteps,
  model: Architecture,
  trainer: Trainer,
  input: StageInput,
  progress: Progress,
): Promise<StageOutcome> {
  const kept = await steps.once(input.name, progress, async () => {
    const { generator: _, ...outcome } = await trainStage(model, trainer, input, progress);
    return outcome;
  });
  // A try takes as many words whatever comes of it, so the number of tries says where the generator stands.
  const tries = kept.tries.reduce((sum, ofDigit) => sum + ofDigit, 0);
  const stream = new TryStream(model, input.settings.epochs, input.seed);
  return { ...kept, generator: stream.generatorAt(tries) };
}
