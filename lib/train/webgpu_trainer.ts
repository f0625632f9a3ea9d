import type { ImageSet } from "../data/dataset.ts";
import type { ImageStore } from "../ensemble/image_store.ts";
import type { EnsemblePipelines } from "../ensemble/pipelines.ts";
import { EnsembleScratch } from "../ensemble/scratch.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { adjustPace, type Pace } from "../gpu/paced.ts";
import type { MemberSource, TrainedMember, Trainer, TrainingMember, TrainingSettings } from "./trainer.ts";
import { PlacedMember, type Stretch, TrainingPlaces } from "./training_places.ts";

/** A stretch of steps should last about this long: far above the 11 ms of a wait, short enough to learn soon who loses. */
const STRETCH_MS = 100;
/** Steps in one stretch, at most: the recording itself takes memory. */
const MOST_STEPS = 1024;

/**
 * Trains on the GPU: every step of every member is one recorded pass after the other. Losses are read back a stretch of steps
 * later, while the next one runs, so that the adapter never waits for this process.
 */
export class WebGpuTrainer implements Trainer {
  readonly preferredMembers: number;
  readonly leastChance: number;
  readonly #gpu: Gpu;
  readonly #pipelines: EnsemblePipelines;
  readonly #images: ImageStore;
  #scratch: EnsembleScratch | undefined;
  /** Of stretches on the scratch's lanes. */
  #pace: Pace = { steps: 1 };

  /** @param images Owned by the caller. */
  constructor(gpu: Gpu, pipelines: EnsemblePipelines, images: ImageStore) {
    this.#gpu = gpu;
    this.#pipelines = pipelines;
    this.#images = images;
    this.preferredMembers = pipelines.plan.trainingMembers;
    this.leastChance = pipelines.plan.leastChance;
  }

  async train(
    images: ImageSet,
    members: readonly TrainingMember[],
    settings: TrainingSettings,
    onProgress: (share: number) => void = () => {},
  ): Promise<TrainedMember[]> {
    // The same member may be trained twice.
    const tasks = members.map((member) => ({ ...member }));
    const trained = new Map<TrainingMember, TrainedMember>();
    let begun = 0;
    const longest = Math.max(1, ...members.map(({ epochs }) => epochs[0]?.length ?? 0));
    await this.trainFrom(images, {
      wanted: (atWork, most) => {
        const waited = atWork.reduce((sum, { share }) => sum + share, trained.size);
        onProgress(waited / Math.max(1, members.length));
        const staying = atWork.filter(({ share }) => share < 1).map(({ member }) => member);
        const coming = tasks.slice(begun, begun + most - staying.length);
        begun += coming.length;
        return [...staying, ...coming];
      },
      onTrained: (member, one) => trained.set(member, one),
    }, { ...settings, batchSize: Math.min(settings.batchSize, longest) });
    return tasks.map((task) => trained.get(task)!);
  }

  async trainFrom(images: ImageSet, source: MemberSource, settings: TrainingSettings): Promise<void> {
    const most = this.#pipelines.plan.trainingMembers;
    const places = new TrainingPlaces(
      this.#gpu,
      this.#pipelines,
      this.#scratchFor(settings.batchSize),
      this.#images.packed(images),
      most,
      settings,
    );
    const known = new Map<TrainingMember, PlacedMember>();
    const underWay: Stretch[] = [];
    let last = performance.now();
    try {
      while (true) {
        if (underWay.length < 2) {
          this.#change(places, source, known, most, settings.batchSize);
          if (places.members.length > 0) {
            underWay.push(places.submit(this.#stretchFor(places.members)));
            continue;
          }
        }
        const oldest = underWay.shift();
        if (oldest === undefined) return;
        for (const { place: { member }, trained } of await oldest.done) {
          known.delete(member);
          source.onTrained(member, trained);
        }
        const now = performance.now();
        adjustPace(this.#pace, oldest.steps, now - last, STRETCH_MS, MOST_STEPS);
        last = now;
      }
    } finally {
      // Nothing is freed that is still being read.
      await Promise.allSettled(underWay.map(({ done }) => done));
      places.release();
    }
  }

  /** Releases the scratch buffers. */
  release(): void {
    this.#scratch?.release();
    this.#scratch = undefined;
  }

  /** Asks the source who should be at work, and lets them go and come. */
  #change(
    places: TrainingPlaces,
    source: MemberSource,
    known: Map<TrainingMember, PlacedMember>,
    most: number,
    batchSize: number,
  ): void {
    const atWork = [...known.values()].map(({ member, epochLosses, submitted, steps }) => ({
      member,
      epochLosses,
      share: submitted / steps,
    }));
    const wanted = new Set(source.wanted(atWork, most));
    const staying = new Set(places.members.filter(({ member }) => wanted.has(member)));
    for (const place of places.members) if (!staying.has(place)) known.delete(place.member);
    const coming = [...wanted].filter((member) => !known.has(member)).map((member) =>
      new PlacedMember(member, batchSize)
    );
    for (const place of coming) known.set(place.member, place);
    places.rearrange(staying, coming);
  }

  /** How many steps come next: as the pace is, or up to a member's end if that is near. */
  #stretchFor(members: readonly PlacedMember[]): number {
    const left = members.map(({ steps, submitted }) => steps - submitted);
    const steps = Math.min(this.#pace.steps, Math.max(...left));
    const first = Math.min(...left);
    return 2 * first >= steps ? Math.min(steps, first) : steps;
  }

  #scratchFor(lanes: number): EnsembleScratch {
    if (this.#scratch?.lanes !== lanes) {
      this.release();
      this.#pace = { steps: 1 };
      this.#scratch = new EnsembleScratch(
        this.#gpu,
        this.#pipelines,
        this.#pipelines.plan.trainingMembers,
        lanes,
        true,
      );
    }
    return this.#scratch!;
  }
}
