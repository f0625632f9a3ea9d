import type { PublishedSeedRecord, RunRecord } from "../record/record.ts";
import type { MeasureKey } from "./sweep_record.ts";

/** What a sweep keeps of one finished task. */
export interface TaskResults {
  readonly adapter: string;
  readonly dataset: string;
  readonly quick: boolean;
  readonly errors: readonly {
    readonly key: MeasureKey;
    /** Null where labelled images were named in a file. */
    readonly seed: number | null;
    readonly errors: number;
    readonly testImages: number;
  }[];
  readonly publishedSeeds: readonly PublishedSeedRecord[];
}

/** What a sweep keeps of a finished task: errors, by seed or draw, and where they come from. */
export function taskResults(record: RunRecord): TaskResults {
  const { provenance, published, publishedSeeds, corrected, leakFree } = record;
  const seed = provenance.seeds?.stage1 ?? null;
  const ofNotebook = publishedSeeds?.map((one) => ({ seed: one.seed, test: one.stage2.test })) ??
    (published ? [{ seed, test: published.stage2.test }] : []);
  return {
    adapter: provenance.adapter?.description ?? "none",
    dataset: provenance.dataset.name,
    quick: provenance.quick,
    errors: [
      ...ofNotebook.flatMap(({ seed, test }) => [
        { key: "publishedInformed" as const, seed, errors: test.labelInformedErrors, testImages: test.images },
        { key: "publishedFree" as const, seed, errors: test.labelFreeErrors, testImages: test.images },
      ]),
      ...(corrected
        ? [{
          key: "correctedFree" as const,
          seed,
          errors: corrected.stage2.test.labelFreeErrors,
          testImages: corrected.stage2.test.images,
        }]
        : []),
      ...(leakFree?.draws ?? []).flatMap(({ drawSeed, testErrors, graphTestErrors }) => {
        const { testImages } = leakFree!;
        return [
          { key: "leakFree" as const, seed: drawSeed, errors: testErrors, testImages },
          { key: "leakFreeGraph" as const, seed: drawSeed, errors: graphTestErrors, testImages },
        ];
      }),
    ],
    publishedSeeds: publishedSeeds ?? [],
  };
}
