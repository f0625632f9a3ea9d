import type { JSX } from "preact";
import type { ClusteringRecord, LeakFreeRecord } from "../../record/record.ts";
import { formatDecimal } from "../../statistics/decimals.ts";
import { classesOf } from "../classes_of.ts";
import { DataTable, Details } from "../components/text.tsx";
import { formatCount, formatRate, formatShare, rateOrDash } from "../format.ts";
import { meanRate } from "../leak_free_text.ts";

/** Plainer and better informed methods on the same draws. */
export function Baselines({ leakFree }: { leakFree: LeakFreeRecord }): JSX.Element {
  const { baselines, draws, testImages } = leakFree;
  const row = (heading: string, counts: readonly number[]) => {
    const { mean, deviation } = meanRate(counts, testImages);
    return { heading, cells: [formatRate(mean), rateOrDash(deviation)] };
  };
  const onBoth = (
    heading: string,
    counts?: { readonly graph: readonly number[]; readonly pixels: readonly number[] },
  ) =>
    counts === undefined
      ? []
      : [row(`${heading}, same graph`, counts.graph), row(`${heading}, neighbours by pixels alone`, counts.pixels)];
  return (
    <Details summary="Other methods on the same draws" open>
      <DataTable
        caption="Other methods on the same draws, test error"
        columns={["Method", "Mean", "Between draws"]}
        rows={[
          row("This run", draws.map(({ testErrors }) => testErrors)),
          ...(draws.some(({ members }) => members > 0)
            ? [row("The neighbours’ vote alone", draws.map(({ graphTestErrors }) => graphTestErrors))]
            : []),
          ...onBoth("Label spreading (Zhou et al. 2004)", baselines.labelSpreadingTestErrors),
          ...onBoth("Poisson learning (Calder et al. 2020)", baselines.poissonTestErrors),
          ...(baselines.pixelGraphTestErrors.length === 0 ? [] : [
            row("Spreading in two passes, neighbours by pixels alone", baselines.pixelGraphTestErrors),
            row("The nearest labelled image by pixels", baselines.nearestPixelsTestErrors),
          ]),
          ...(baselines.labelledAloneTestErrors === undefined
            ? []
            : [row("The same network, on the labelled images alone", baselines.labelledAloneTestErrors)]),
          ...(baselines.labelledAloneUnbentTestErrors === undefined ? [] : [
            row(
              "The same network, on the labelled images alone, none of them bent",
              baselines.labelledAloneUnbentTestErrors,
            ),
          ]),
          ...(baselines.allLabelsTestErrors === undefined ? [] : [
            row("Ceiling: the neighbours’ vote, given all training labels", [baselines.allLabelsTestErrors]),
          ]),
        ]}
      />
    </Details>
  );
}

/** Groups without names against the classes, and plain communities beside them. */
export function Clustering({ leakFree }: { leakFree: LeakFreeRecord }): JSX.Element | null {
  const { draws, baselines: { louvain }, testImages, trainImages } = leakFree;
  const scored = draws.flatMap(({ drawSeed, testErrors, clustering }) =>
    clustering === undefined ? [] : [{
      heading: `seed\u00a0${drawSeed}, test images`,
      cells: [
        String(classesOf(leakFree).length),
        formatShare(testImages - testErrors, testImages),
        ...scoresOf(clustering.test),
      ],
    }]
  );
  const plain = louvain === undefined ? [] : ([["same graph", "graph"], ["neighbours by pixels", "pixels"]] as const)
    .map(([name, key]) => ({
      heading: `Plain Louvain, ${name}, training images`,
      cells: [
        formatCount(louvain[key].communities),
        formatShare(trainImages - louvain[key].wrong, trainImages),
        ...scoresOf(louvain[key]),
      ],
    }));
  if (scored.length + plain.length === 0) return null;
  return (
    <DataTable
      caption="Groups against classes: each class is given to one group, so that most images are right"
      columns={["Groups of", "Groups", "Accuracy", "NMI", "ARI"]}
      rows={[...scored, ...plain]}
    />
  );
}

function scoresOf({ nmi, ari }: ClusteringRecord): string[] {
  return [formatDecimal(nmi, 4), formatDecimal(ari, 4)];
}
