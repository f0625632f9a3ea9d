import type { JSX } from "preact";
import type { StoryPictures } from "../record/pictures.ts";
import type { LeakFreeRecord, Provenance, RunRecord } from "../record/record.ts";
import { formatInterval, formatRate } from "./format.ts";
import { drawsText, headRate, labelsText } from "./leak_free_text.ts";
import { Galleries, LEAK_FREE_WORDING } from "./sections/galleries.tsx";
import { Hardest } from "./sections/hardest.tsx";
import { LabelSpread } from "./sections/label_spread.tsx";
import { LeakFree } from "./sections/leak_free.tsx";

/** The sections of a leak-free run, in reading order, but for its map. */
export function leakFreeChapters(
  leakFree: LeakFreeRecord,
  provenance: Provenance,
  pictures: StoryPictures = { galleries: [] },
  labelledAbove = false,
): { id: string; title: string; content: JSX.Element }[] {
  const { hardest } = leakFree;
  const { galleries, cells } = pictures;
  return [
    {
      id: "leak-free",
      title: "Leak-free",
      content: <LeakFree leakFree={leakFree} provenance={provenance} cells={cells} />,
    },
    { id: "label-spread", title: "How labels spread", content: <LabelSpread leakFree={leakFree} /> },
    ...(galleries.length === 0 ? [] : [{
      id: LEAK_FREE_WORDING.id,
      title: LEAK_FREE_WORDING.title,
      content: <Galleries galleries={galleries} wording={LEAK_FREE_WORDING} labelledAbove={labelledAbove} />,
    }]),
    ...(hardest === undefined ? [] : [
      {
        id: "hardest",
        title: "Hardest images",
        content: <Hardest hardest={hardest} leakFree={leakFree} digits={provenance.dataset.name === "MNIST"} />,
      },
    ]),
  ];
}

/** A leak-free run in one line. */
export function leakFreeHeadline(leakFree: LeakFreeRecord, { quick }: Provenance): string {
  const { rate, range } = headRate(leakFree);
  const spread = range === undefined ? "" : ` (${formatInterval(range)})`;
  const draws = range === undefined ? "" : `, median of ${drawsText(leakFree)}`;
  const line = `${formatRate(rate)} errors${spread} ${labelsText(leakFree)} and no leak${draws}`;
  return quick ? `Quick run: ${line}` : line;
}

/** What a run is about, above its headline: how many labels it may see. */
export function leakFreeKicker({ published, leakFree }: RunRecord): string {
  const sizes = new Set(leakFree?.draws.flatMap((draw) => draw.labelledTrainIndices.map((row) => row.length)) ?? []);
  if (leakFree === undefined || published !== undefined || sizes.has(10) && sizes.size === 1) {
    return "ten labelled images a class";
  }
  const [size] = sizes;
  if (sizes.size > 1) return "few labelled images a class";
  if (size === 0) return "no labelled image";
  return size === 1 ? "one labelled image a class" : `${size} labelled images a class`;
}
