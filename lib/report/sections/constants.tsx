import type { JSX } from "preact";
import { CHOSEN_ON_DRAWS, CHOSEN_ON_SEEDS, LABEL_FIGURES, type LabelFigure } from "../../config/label_figures.ts";
import type { LeakFreeRecord } from "../../record/record.ts";
import { formatRate } from "../format.ts";
import { labelsOf } from "../leak_free_text.ts";
import { percentDigits } from "../../statistics/decimals.ts";

/** How the method's constants were chosen on MNIST, and its error where nothing was chosen; follows another sentence. */
export function Constants({ leakFree }: { leakFree: LeakFreeRecord }): JSX.Element {
  const unlabelled = labelsOf(leakFree) === 0;
  const seeds = leakFree.draws.flatMap(({ drawSeed }) => drawSeed ?? []);
  const among =
    seeds.filter((seed) =>
      (unlabelled ? CHOSEN_ON_SEEDS : CHOSEN_ON_DRAWS).some(([first, last]) => first <= seed && seed <= last)
    ).length;
  const figure = LABEL_FIGURES.find(({ labelsPerClass }) =>
    leakFree.draws.every(({ labelledTrainIndices }) =>
      labelledTrainIndices.every((row) => row.length === labelsPerClass)
    )
  );
  return (
    <>
      {" The method’s constants were chosen with hidden labels of MNIST’s training images, on draws "}
      {listRanges(CHOSEN_ON_DRAWS)} and on groups of seeds {listRanges(CHOSEN_ON_SEEDS)}
      {among === 0
        ? "; nothing of this run is among them"
        : seeds.length === 1
        ? `; this run’s ${unlabelled ? "seed" : "draw"} ${seeds[0]} is among them`
        : `; ${among} of this run’s ${seeds.length} ${unlabelled ? "seeds are" : "draws are"} among them`}.
      {figure && ` ${untouchedText(figure)}`}
    </>
  );
}

/** "0 to 9, 100 to 109 and 2000 to 2099". */
function listRanges(ranges: readonly (readonly [number, number])[]): string {
  const texts = ranges.map(([first, last]) => `${first} to ${last}`);
  return texts.length === 1 ? texts[0]! : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}

function untouchedText(figure: LabelFigure): string {
  const { labelsPerClass, runs, firstSeed, preset, meanErrors, leastErrors, mostErrors } = figure;
  const rate = (errors: number) => errors / 10_000;
  return `${runs} ${labelsPerClass === 0 ? "seeds" : "draws"} on which nothing was chosen, ${firstSeed} to ${
    firstSeed + runs - 1
  }, preset ${preset}, had ${formatRate(rate(meanErrors))} test errors on average (${
    percentDigits(rate(leastErrors))
  } to ${formatRate(rate(mostErrors))}).`;
}
