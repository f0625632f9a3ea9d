import type { KeptSteps } from "../../run/kept_steps.ts";
import { keepIntervalMs, type TrainingState, type TrainingStore } from "../../train/training_store.ts";

/**
 * Keeps the state of a training that is under way among a run's steps.
 *
 * @param title Names the training.
 * @param onTaken Told that a state was taken from before.
 */
export function keptTraining(steps: KeptSteps, title: string, onTaken: () => void = () => {}): TrainingStore {
  return {
    async read(part) {
      // What is read is what was written: see `KeptSteps`.
      const state = await steps.readState(`${title} ${part}`) as TrainingState | undefined;
      if (state === undefined) return undefined;
      steps.advance(state.durationMs);
      onTaken();
      return state;
    },
    write: (part, state) => steps.writeState(`${title} ${part}`, state),
    intervalMs: keepIntervalMs,
  };
}
