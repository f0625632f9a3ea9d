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

/** A member that is being trained. */
export interface MemberAtWork {
  /** Whom the source named. */
  readonly member: TrainingMember;
  /** The losses of its epochs so far, as in {@linkcode TrainedMember}. */
  readonly epochLosses: readonly number[];
  /** Its share of the steps that are done, or on their way; 0 to 1. One that has 1 takes no place any more. */
  readonly share: number;
}

/** Where a trainer that lets members come and go takes them from. */
export interface MemberSource {
  /**
   * Who should be at work now. It is asked again and again, as members get on; training ends when nobody is at work and
   * nobody is wanted.
   *
   * @param atWork Who is. One that is not named again is given up, and what it has learned is lost.
   * @param most How many may be named, those whose share is 1 not counted.
   */
  wanted(atWork: readonly MemberAtWork[], most: number): readonly TrainingMember[];
  /** Takes a member that has been trained to its end. */
  onTrained(member: TrainingMember, trained: TrainedMember): void;
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
  /**
   * Trains members that come and go while others go on; absent where members are trained in waves (see `trainInWaves`).
   *
   * @param images What the members' indices refer to.
   * @throws {GpuError} If the device fails.
   */
  trainFrom?(images: ImageSet, source: MemberSource, settings: TrainingSettings): Promise<void>;
}

/**
 * Trains what a source wants, wave by wave: the next one is asked for when all of the one before have ended.
 *
 * @param onProgress Told the share of a wave that is done, 0..1.
 */
export async function trainInWaves(
  trainer: Trainer,
  images: ImageSet,
  source: MemberSource,
  settings: TrainingSettings,
  onProgress: (share: number) => void = () => {},
): Promise<void> {
  for (
    let wave = source.wanted([], trainer.preferredMembers);
    wave.length > 0;
    wave = source.wanted([], trainer.preferredMembers)
  ) {
    const trained = await trainer.train(images, wave, settings, onProgress);
    wave.forEach((member, i) => source.onTrained(member, trained[i]!));
  }
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
