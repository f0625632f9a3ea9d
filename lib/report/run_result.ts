import type { LeakFreeRecord, RunRecord, SetScores } from "../record/record.ts";

/**
 * What a run came to, for programs: errors as counts, rates as fractions, times in milliseconds. The record holds the rest.
 *
 * @param folder Where it was written.
 * @returns What JSON can hold.
 */
export function runResult(record: RunRecord, folder: string): Record<string, unknown> {
  const { provenance, published, corrected, leakFree, audit, publishedSeeds } = record;
  return {
    folder,
    record: `${folder}/run.json`,
    page: `${folder}/index.html`,
    quick: provenance.quick,
    notices: provenance.notices ?? [],
    failures: record.failures ?? [],
    dataset: provenance.dataset.name,
    adapter: provenance.adapter?.description ?? null,
    ...(published && { published: { ...errorsOf(published.stage2.test), durationMs: published.durationMs } }),
    ...(publishedSeeds && {
      publishedSeeds: publishedSeeds.map(({ seed, stage2 }) => ({ seed, ...errorsOf(stage2.test) })),
    }),
    ...(corrected && { corrected: errorsOf(corrected.stage2.test) }),
    ...(audit &&
      { audit: { controls: audit.controls.length, held: audit.controls.filter(({ passed }) => passed).length } }),
    ...(leakFree && { leakFree: leakFreeResult(leakFree) }),
    durationMs: Date.parse(provenance.endedAt) - Date.parse(provenance.startedAt),
  };
}

function errorsOf(
  { images, labelInformedErrors, labelFreeErrors }: Pick<
    SetScores,
    "images" | "labelInformedErrors" | "labelFreeErrors"
  >,
) {
  return { testImages: images, labelInformedErrors, labelFreeErrors };
}

function leakFreeResult(leakFree: LeakFreeRecord) {
  const { testImages, draws, meanErrorRate, medianErrorRate, worstErrorRate, errorRateInterval } = leakFree;
  return {
    testImages,
    draws: draws.map(({ drawSeed, labelledTrainIndices, preset, testErrors, graphTestErrors }) => ({
      drawSeed,
      labels: labelledTrainIndices.flat().length,
      preset,
      testErrors,
      graphTestErrors,
    })),
    meanErrorRate,
    medianErrorRate,
    worstErrorRate,
    errorRateInterval,
  };
}
