import type { ImageSet } from "../../data/dataset.ts";
import type { CosineTensor } from "../../infer/cosine_tensor.ts";
import type { Scorer } from "../../infer/scorer.ts";
import type { TrainedMember, Trainer, TrainingMember, TrainingSettings } from "../../train/trainer.ts";
import { imageSetName } from "./image_set_name.ts";
import { SharedTraining } from "./shared_training.ts";

/** One member that a run waits for. */
interface Request {
  readonly images: ImageSet;
  readonly member: TrainingMember;
  readonly settings: TrainingSettings;
  /** Only members of one kind make a wave: their images, steps and batches are alike. */
  readonly kind: string;
  readonly onProgress: (share: number) => void;
  readonly resolve: (member: TrainedMember) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One device for several runs that go on at the same time. Each sees a trainer and a scorer of its own; behind them members
 * of different runs are trained side by side, so that all places are taken without betting on tries that may not be needed:
 * coming and going where the trainer lets them, while others score, else wave by wave. What a run gets does not depend on the
 * others, as members beside each other do not.
 */
export class DeviceQueue implements Trainer, Scorer {
  /** Absent where the trainer has none. */
  readonly trainFrom?: NonNullable<Trainer["trainFrom"]>;
  readonly #trainer: Trainer;
  readonly #scorer: Scorer;
  readonly #requests: Request[] = [];
  readonly #scorings: (() => Promise<void>)[] = [];
  #runs: number;
  #busy = false;

  /** @param runs How many runs share the device. */
  constructor(trainer: Trainer, scorer: Scorer, runs: number) {
    this.#trainer = trainer;
    this.#scorer = scorer;
    this.#runs = runs;
    if (trainer.trainFrom) {
      const shared = new SharedTraining((...what) => trainer.trainFrom!(...what));
      this.trainFrom = (images, source, settings) => shared.train(images, source, settings);
    }
  }

  /** A run's share of a full wave. It grows as runs end. */
  get preferredMembers(): number {
    return Math.max(1, Math.floor(this.#trainer.preferredMembers / Math.max(1, this.#runs)));
  }

  get leastChance(): number {
    return this.#trainer.leastChance;
  }

  /** Takes a run that has ended out of the count. */
  leave(): void {
    this.#runs--;
  }

  train(
    images: ImageSet,
    members: readonly TrainingMember[],
    settings: TrainingSettings,
    onProgress: (share: number) => void = () => {},
  ): Promise<TrainedMember[]> {
    const trained = members.map((member) => {
      const batch = Math.min(settings.batchSize, member.epochs[0]?.length ?? 0);
      const { batchSize, optimiser } = settings;
      const kind = [imageSetName(images), batchSize, ...Object.values(optimiser), member.epochs.length, batch].join();
      const { promise, resolve, reject } = Promise.withResolvers<TrainedMember>();
      this.#requests.push({ images, member, settings, kind, onProgress, resolve, reject });
      return promise;
    });
    this.#start();
    return Promise.all(trained);
  }

  cosines(
    images: ImageSet,
    members: readonly Float32Array[],
    labelVectors: readonly Float32Array[],
    onProgress?: (share: number) => void,
  ): Promise<CosineTensor> {
    const { promise, resolve, reject } = Promise.withResolvers<CosineTensor>();
    this.#scorings.push(() => this.#scorer.cosines(images, members, labelVectors, onProgress).then(resolve, reject));
    this.#start();
    return promise;
  }

  #start(): void {
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (true) {
      // Every run that got something asks for its next thing before the device decides.
      await new Promise((resolve) => setTimeout(resolve));
      const wave = this.#nextWave();
      const full = wave.length >= this.#trainer.preferredMembers;
      const scoring = full ? undefined : this.#scorings.shift();
      if (scoring) await scoring();
      else if (wave.length > 0) await this.#trainWave(wave);
      else break;
    }
    this.#busy = false;
  }

  /** The members that make the fullest wave, those that have waited longest first. */
  #nextWave(): Request[] {
    const kinds = Map.groupBy(this.#requests, ({ kind }) => kind);
    const size = ({ length }: Request[]) => Math.min(length, this.#trainer.preferredMembers);
    const fullest = [...kinds.values()].reduce<Request[]>((best, kind) => size(kind) > size(best) ? kind : best, []);
    return fullest.slice(0, this.#trainer.preferredMembers);
  }

  async #trainWave(wave: readonly Request[]): Promise<void> {
    for (const request of wave) this.#requests.splice(this.#requests.indexOf(request), 1);
    const { images, settings } = wave[0]!;
    const report = (share: number) => new Set(wave.map(({ onProgress }) => onProgress)).forEach((tell) => tell(share));
    try {
      const trained = await this.#trainer.train(images, wave.map(({ member }) => member), settings, report);
      wave.forEach(({ resolve }, i) => resolve(trained[i]!));
    } catch (error) {
      wave.forEach(({ reject }) => reject(error));
    }
  }
}
