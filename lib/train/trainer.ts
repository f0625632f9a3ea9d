import type { ImageSet } from "../data/dataset.ts";
import type { AdamWSettings } from "../kernels/adamw/reference.ts";

/** One member to be trained: where it starts, what it should answer and which images it sees in which order. */
export interface TrainingMember {
  /** f32 [parameterCount] */
  readonly initial: Float32Array<ArrayBuffer>;
  /** f32 [outputSize]: the output's direction is to become this vector's. */
  readonly target: Float32Array;
  /** Row e: the image indices of epoch e in order; all rows equally long. */
  readonly epochs: readonly Int32Array[];
}

/** What all members of a call share. */
export interface TrainingSettings {
  /** Images of a step; the last batch of an epoch may have fewer. */
  readonly batchSize: number;
  /** AdamW's settings. */
  readonly optimiser: AdamWSettings;
}

/** A member after its last epoch. */
export interface TrainedMember {
  /** f32 [parameterCount] */
  readonly parameters: Float32Array<ArrayBuffer>;
  /** The notebook's loss of each epoch: sum over batches of (batch loss x batch size) / images. */
  readonly epochLosses: readonly number[];
}

/** Trains members of an ensemble side by side; each as if it were alone. */
export interface Trainer {
  /** How many members train best at once. */
  readonly preferredMembers: number;
  /** A member that will be needed with less than this chance is not worth training beside others; 0 to 1. */
  readonly leastChance: number;
  /**
   * Trains members through all their epochs.
   *
   * @param images What the members' indices refer to.
   * @param onProgress Told the share that is done, 0..1.
   * @throws {GpuError} If the device fails.
   */
  train(
    images: ImageSet,
    members: readonly TrainingMember[],
    settings: TrainingSettings,
    onProgress?: (share: number) => void,
  ): Promise<TrainedMember[]>;
}

/** Batches of an epoch, the last of which may be smaller. */
export function batchesOf(imageCount: number, batchSize: number): number {
  return Math.ceil(imageCount / batchSize);
}

/**
 * The notebook's epoch losses of one member.
 *
 * @param lossOf The summed loss of a step's batch, as a number that PyTorch's `loss.item()` would hold.
 */
export function epochLosses(
  member: Pick<TrainingMember, "epochs">,
  batchSize: number,
  lossOf: (step: number) => number,
): number[] {
  let step = 0;
  return member.epochs.map((order) => {
    let total = 0;
    for (let start = 0; start < order.length; start += batchSize) {
      total += lossOf(step++) * Math.min(batchSize, order.length - start);
    }
    return total / order.length;
  });
}
