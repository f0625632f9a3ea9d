import type { ImageSet } from "../../data/dataset.ts";
import type { MemberAtWork, MemberSource, Trainer, TrainingMember, TrainingSettings } from "../../train/trainer.ts";
import { imageSetName } from "./image_set_name.ts";

/** One run's training. */
interface Course {
  readonly images: ImageSet;
  readonly source: MemberSource;
  readonly settings: TrainingSettings;
  /** Only members of one kind can be trained side by side: their images and batches are alike. */
  readonly kind: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Members of several runs side by side on a trainer that lets them come and go: places that a run has no use for go to the
 * others, so that none stands empty while anybody waits. What a run gets does not depend on who is beside it.
 */
export class SharedTraining {
  readonly #trainFrom: NonNullable<Trainer["trainFrom"]>;
  readonly #courses: Course[] = [];
  #busy = false;

  /** @param trainFrom The trainer's. */
  constructor(trainFrom: NonNullable<Trainer["trainFrom"]>) {
    this.#trainFrom = trainFrom;
  }

  /**
   * Trains what a run's source wants, as {@linkcode Trainer.trainFrom}; ends when the run's own training does.
   *
   * @throws {GpuError} If the device fails.
   */
  train(images: ImageSet, source: MemberSource, settings: TrainingSettings): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const kind = [imageSetName(images), settings.batchSize, ...Object.values(settings.optimiser)].join();
    this.#courses.push({ images, source, settings, kind, resolve, reject });
    if (!this.#busy) void this.#work();
    return promise;
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (true) {
      // Every run asks before it is settled what is trained.
      await new Promise((resolve) => setTimeout(resolve));
      const [first] = this.#courses;
      if (first === undefined) break;
      try {
        await this.#trainFrom(first.images, this.#sourceOf(first.kind), first.settings);
      } catch (error) {
        for (const course of this.#ofKind(first.kind)) {
          this.#remove(course);
          course.reject(error);
        }
      }
    }
    this.#busy = false;
  }

  /** All sources of a kind as one, those that come later too. */
  #sourceOf(kind: string): MemberSource {
    /** Of those at work; who is given up is nobody's any more. */
    let owners = new Map<TrainingMember, Course>();
    return {
      wanted: (atWork, most) => {
        const before = owners;
        // Those that are only waited for are not wanted again, but somebody's.
        owners = new Map(atWork.flatMap(({ member, share }) => share < 1 ? [] : [[member, before.get(member)!]]));
        const own = Map.groupBy(atWork, ({ member }) => before.get(member)!);
        const isPlaced = (course: Course) => own.get(course)?.some(({ share }) => share < 1) ?? false;
        // Who is at work stays: a member that is given up has taken time for nothing.
        const courses = this.#ofKind(kind);
        const inTurn = [...courses.filter(isPlaced), ...courses.filter((course) => !isPlaced(course))];
        const named: TrainingMember[] = [];
        inTurn.forEach((course, i) => {
          const share = Math.ceil((most - named.length) / (inTurn.length - i));
          if (share <= 0) return;
          const wanted = this.#wantedOf(course, own.get(course) ?? [], share);
          for (const member of wanted) owners.set(member, course);
          named.push(...wanted);
        });
        return named;
      },
      onTrained: (member, trained) => {
        const owner = owners.get(member);
        owners.delete(member);
        if (owner) this.#guard(owner, () => owner.source.onTrained(member, trained));
      },
    };
  }

  /** Whom one run wants. One that wants nobody and waits for nobody has ended. */
  #wantedOf(course: Course, atWork: readonly MemberAtWork[], most: number): readonly TrainingMember[] {
    const members = this.#guard(course, () => course.source.wanted(atWork, most)) ?? [];
    if (members.length === 0 && atWork.length === 0) {
      this.#remove(course);
      course.resolve();
    }
    return members;
  }

  /** Asks a run's source. What it throws is its own affair: the others go on. */
  #guard<T>(course: Course, ask: () => T): T | undefined {
    try {
      return ask();
    } catch (error) {
      this.#remove(course);
      course.reject(error);
      return undefined;
    }
  }

  #ofKind(kind: string): Course[] {
    return this.#courses.filter((course) => course.kind === kind);
  }

  #remove(course: Course): void {
    const at = this.#courses.indexOf(course);
    if (at >= 0) this.#courses.splice(at, 1);
  }
}
