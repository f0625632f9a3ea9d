/** How far a training is: all that it needs to go on to the very same end. */
export interface TrainingState {
  /** Steps done. */
  readonly step: number;
  /** f32 [members, parameterCount], as are the averages. */
  readonly parameters: Float32Array<ArrayBuffer>;
  /** The running average of the parameters. */
  readonly averages: Float32Array<ArrayBuffer>;
  /** f32 [members, parameterCount, 2]: AdamW's. */
  readonly moments: Float32Array<ArrayBuffer>;
  /** f32 [members, statistics]: batch norm's. */
  readonly statistics: Float32Array<ArrayBuffer>;
  /** Row m: the mean loss of each step done of member m. */
  readonly losses: readonly (readonly number[])[];
  /** How long the steps took. */
  readonly durationMs: number;
}

/** Where a training's state is kept while it goes on. */
export interface TrainingStore {
  /**
   * What was kept last.
   *
   * @param part Names some of the members, which are trained together.
   */
  read(part: string): Promise<TrainingState | undefined>;
  /** Keeps a state in the place of the one before. */
  write(part: string, state: TrainingState): Promise<void>;
  /**
   * How long to train before a state is kept again.
   *
   * @param costMs How long keeping it took the last time; 0 if it never was.
   */
  intervalMs(costMs: number): number;
}

/** Source: our choice; little is lost when a run is killed. */
const LEAST_INTERVAL_MS = 15_000;
/** Share of the time that keeping states may take. Source: our choice. */
const LARGEST_SHARE = 0.01;

/** How long to train before a state is kept again, so that keeping it takes a hundredth of the time at most. */
export function keepIntervalMs(costMs: number): number {
  return Math.max(LEAST_INTERVAL_MS, costMs / LARGEST_SHARE);
}
