import type { EngineView } from "./look.ts";

/** What runs the tasks of a sweep. */
export interface Engine {
  /** What it says of tasks that are not done; asks anew, but not more often than is polite. */
  view(): Promise<EngineView>;
  /** Whether nothing of the sweep is left with it, so that nothing more will come. */
  isOver(): boolean;
  /** How often it is worth looking, in milliseconds, by how long the sweep has run. */
  readonly lookEveryMs: (elapsedMs: number) => number;
  /** What a person should know now, each said once. */
  notices(): string[];
}
